package dev.gatehouse.core.settings;

/**
 * Bounds of an HTTP/2 connection with a client (RFC 9113 §6.5.2, §6.9).
 *
 * @param concurrentStreams requests in flight on one connection
 * @param streamWindow bytes a client may send on one stream before any is passed on
 * @param connectionWindow bytes a client may send on all streams together before any is passed on
 */
@Doc("Bounds of HTTP/2 connections with clients.")
public record Http2Limits(
    @Doc("Requests in flight on one connection.") int concurrentStreams,
    @Doc("Bytes a client may send on one stream before any is passed on.") ByteSize streamWindow,
    @Doc("Bytes a client may send on all streams together before any is passed on.")
        ByteSize connectionWindow) {

  public Http2Limits() {
    this(100, ByteSize.ofKiB(64), ByteSize.ofMiB(1));
  }

  public Http2Limits {
    Expect.within("concurrent-streams", concurrentStreams, 1, 100_000);
    Expect.within("stream-window", streamWindow, ByteSize.ofKiB(16), ByteSize.ofMiB(256));
    Expect.within("connection-window", connectionWindow, ByteSize.ofKiB(64), ByteSize.ofGiB(1));
  }
}
