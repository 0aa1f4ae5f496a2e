package dev.gatehouse.core.body;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Pump} puts what it pulls: one message on one connection or stream. Confined to its
 * event loop.
 */
public interface Sink {
  /** True while another {@link #write} keeps the bytes waiting for the peer within bounds. */
  boolean writable();

  /**
   * Asks that {@code ready} be run once when {@link #writable} turns true again, or when it never
   * will.
   */
  void whenWritable(Runnable ready);

  /** True once nothing written here can reach anyone: the connection or stream is gone. */
  boolean closed();

  /** Takes {@code piece}, and its ownership. */
  void write(ByteBuf piece);

  /** Ends the message completely. */
  void end(@Nullable Headers trailers);

  /** Ends the message so that its reader can tell it is cut off. */
  void abort(Failure failure);
}
