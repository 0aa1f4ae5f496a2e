package dev.gatehouse.core.pool;

/**
 * One server that offers a service, as a name server says it (RFC 2782).
 *
 * @param priority those of the lowest are asked first; 0 to 65535
 * @param weight its share among those of its priority; 0 to 65535
 * @param port 0 to 65535
 * @param target its host name, in lower case, without a dot at the end; empty: there is no server
 */
public record ServiceRecord(int priority, int weight, int port, String target) {}
