package dev.gatehouse.core.transport.http2;

import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a {@link FramedConnection} and is told what happens there: the server's side or
 * the client's. Called on the connection's event loop.
 */
interface Role {
  /** Who ends a connection before its time. */
  enum End {
    /** The peer broke the rules. */
    PEER,
    /** The transport failed. */
    TRANSPORT,
    /** A bug here. */
    BUG
  }

  /** The handler is in place and the channel connected. */
  void ready();

  /** A stream is gone, for whatever reason, and no more is heard of it. */
  void streamClosed(Http2Stream stream);

  /**
   * A stream broke the rules and is about to be reset.
   *
   * @param stream null if it was never opened
   * @return true if the role sees to the stream itself, and it is not to be reset
   */
  boolean streamBroken(@Nullable Http2Stream stream, Http2Exception.StreamException error);

  /**
   * The connection is about to close.
   *
   * @param end who broke it
   */
  void connectionBroken(End end, Throwable cause);

  /** The channel is closed; every stream has been told. */
  void closed();

  /** Something arrived from the peer, whatever it is. */
  default void heard() {}

  /** A frame came for a stream that was reset not long ago. */
  default void lateFrame() {}

  /** DATA frames were sent that are as large as they could be. */
  default void dataSent(int frames) {}
}
