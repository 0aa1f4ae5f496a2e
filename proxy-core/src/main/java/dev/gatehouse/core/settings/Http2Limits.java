package dev.gatehouse.core.settings;

/**
 * Bounds of an HTTP/2 connection with a client (RFC 9113 §6.5.2, §6.9).
 *
 * @param concurrentStreams requests in flight on one connection
 * @param streamWindow bytes a client may send on one stream before any is passed on
 * @param connectionWindow bytes a client may send on all streams together before any is passed on
 * @param resets streams that a client may reset in 30 s, and as many that it makes the proxy reset
 * @param frames frames of other kinds that a client may send
 */
@Doc("Bounds of HTTP/2 connections with clients.")
public record Http2Limits(
    @Doc("Requests in flight on one connection.") int concurrentStreams,
    @Doc("Bytes a client may send on one stream before any is passed on.") ByteSize streamWindow,
    @Doc("Bytes a client may send on all streams together before any is passed on.")
        ByteSize connectionWindow,
    @Doc(
            "Streams that a client may reset in 30 s, and as many that it may make the proxy reset;"
                + " beyond them its connection ends.")
        int resets,
    @Doc("Frames of other kinds that a client may send.") FrameLimits frames) {

  public Http2Limits() {
    this(100, ByteSize.ofKiB(64), ByteSize.ofMiB(1), 200, new FrameLimits());
  }

  public Http2Limits {
    Expect.within("concurrent-streams", concurrentStreams, 1, 100_000);
    Expect.within("stream-window", streamWindow, ByteSize.ofKiB(16), ByteSize.ofMiB(256));
    Expect.within("connection-window", connectionWindow, ByteSize.ofKiB(64), ByteSize.ofGiB(1));
    Expect.within("resets", resets, 1, 1_000_000);
  }
}
