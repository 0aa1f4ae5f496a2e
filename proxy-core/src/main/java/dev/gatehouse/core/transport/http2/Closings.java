package dev.gatehouse.core.transport.http2;

import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;

/** Tells a connection's role of the streams that close. */
final class Closings extends Http2ConnectionAdapter {
  private final Role role;

  Closings(Role role) {
    this.role = role;
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    role.streamClosed(stream);
  }
}
