package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.exchange.Ending;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/** The codec's way to end a connection, for a client that has used up one of its allowances. */
final class Flood extends Http2Exception {
  private static final long serialVersionUID = 1;

  private final Ending why;

  Flood(Ending why) {
    super(Http2Error.ENHANCE_YOUR_CALM, why.code(), ShutdownHint.NO_SHUTDOWN);
    this.why = why;
  }

  Ending why() {
    return why;
  }
}
