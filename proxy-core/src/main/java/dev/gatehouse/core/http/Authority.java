package dev.gatehouse.core.http;

/**
 * The host and port a request is for (RFC 3986 §3.2.2, RFC 9110 §7.2), normalised: routing reads it
 * and it is sent on as it is.
 *
 * @param text what is sent on: {@code host} or {@code host:port}
 * @param host the host in lower case without port and without a trailing dot; an IPv6 address in
 *     its brackets
 * @param port the port, or -1 if none was given
 */
public record Authority(String text, String host, int port) {}
