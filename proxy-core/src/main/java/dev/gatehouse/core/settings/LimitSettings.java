package dev.gatehouse.core.settings;

import java.time.Duration;

/**
 * What clients may use: connections, sizes, times and memory.
 *
 * @param connections open client connections at most, over all listeners
 * @param connectionsPerAddress open client connections of one IPv4 address or one IPv6 /64 at most
 * @param requestLine the longest request line
 * @param headers bounds of a header section
 * @param headerTimeout from the first byte of a request to the end of its head, and for the TLS
 *     handshake
 * @param bodyTimeout the longest pause within a request body
 * @param bodyMinRate bytes per second that a request body has to arrive with
 * @param writeTimeout how long a client may take no byte of a response
 * @param keepAlive how long an idle connection is kept
 * @param memory bytes that all buffers together may hold
 * @param spill bytes that all spill files together may take
 * @param connectionRequests requests that one connection may carry
 * @param connectionAge how old a connection may become
 * @param http2 bounds of HTTP/2 connections
 */
@Doc("What clients may use: connections, sizes, times and memory.")
public record LimitSettings(
    @Doc("Open client connections at most, over all listeners.") int connections,
    @Doc(
            "Of these, connections of one IPv4 address or one IPv6 /64 at most; trusted proxies are"
                + " exempt.")
        int connectionsPerAddress,
    @Doc("The longest request line; beyond it the answer is 414.") ByteSize requestLine,
    @Doc("Bounds of a header section; beyond them the answer is 431.") HeaderLimits headers,
    @Doc(
            "Time from the first byte of a request to the end of its head; likewise for the TLS"
                + " handshake.")
        Duration headerTimeout,
    @Doc("The longest pause within a request body.") Duration bodyTimeout,
    @Doc("Bytes per second that a request body has to arrive with on average; 0B: any.")
        ByteSize bodyMinRate,
    @Doc("How long a client may go without taking a byte of a response.") Duration writeTimeout,
    @Doc("How long a connection without a request is kept open.") Duration keepAlive,
    @Doc("Bytes that the buffers of all requests together may hold.") ByteSize memory,
    @Doc("Bytes that the files of buffered request bodies may take on disk together.")
        ByteSize spill,
    @Doc("Requests that one connection may carry; the client is told to go on over another one.")
        int connectionRequests,
    @Doc("How old a connection may become, up to a tenth more; likewise.") Duration connectionAge,
    @Doc("Bounds of HTTP/2 connections.") Http2Limits http2) {

  public LimitSettings() {
    this(
        20_000,
        10_000,
        ByteSize.ofKiB(16),
        new HeaderLimits(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        new ByteSize(500),
        Duration.ofSeconds(60),
        Duration.ofSeconds(75),
        ByteSize.ofMiB(512),
        ByteSize.ofGiB(8),
        1_000_000,
        Duration.ofHours(1),
        new Http2Limits());
  }

  public LimitSettings {
    Expect.within("connections", connections, 1, 10_000_000);
    Expect.within("connections-per-address", connectionsPerAddress, 1, 10_000_000);
    Expect.within("request-line", requestLine, new ByteSize(512), ByteSize.ofMiB(1));
    Expect.positive("header-timeout", headerTimeout);
    Expect.positive("body-timeout", bodyTimeout);
    Expect.within("body-min-rate", bodyMinRate, new ByteSize(0), ByteSize.ofMiB(16));
    Expect.positive("write-timeout", writeTimeout);
    Expect.positive("keep-alive", keepAlive);
    Expect.within("connection-requests", connectionRequests, 1, Integer.MAX_VALUE);
    Expect.positive("connection-age", connectionAge);
    Expect.within("memory", memory, ByteSize.ofMiB(1), ByteSize.ofGiB(1024));
    Expect.within("spill", spill, new ByteSize(0), ByteSize.ofGiB(1024 * 1024));
  }
}
