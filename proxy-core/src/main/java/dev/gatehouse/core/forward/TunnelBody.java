package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link Tunnel}: passes bytes on as they come, counts them, and can be ended
 * from within: then a WebSocket gets a Close frame of its own with the status 1001, "going away",
 * as soon as the frame under way is complete.
 *
 * <p>Confined to one event loop.
 */
final class TunnelBody implements Body, Runnable {
  private static final byte[] CLOSE = {(byte) 0x88, 2, 1001 >> 8, (byte) 1001};

  /** The same as a client sends it: masked, here with zeros (RFC 6455 §5.3 lets any key do). */
  private static final byte[] MASKED_CLOSE = {
    (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 1001 >> 8, (byte) 1001
  };

  private final Tunnel tunnel;
  private final Body source;
  private final @Nullable FrameTracker frames;
  private final byte[] farewell;
  private long moved;
  private boolean ending;
  private boolean finished;
  private boolean left;
  private @Nullable Runnable waiting;

  /**
   * @param webSocket whether the bytes are a WebSocket's frames
   * @param toBackend whether they go there, else to the client
   */
  TunnelBody(Tunnel tunnel, Body source, boolean webSocket, boolean toBackend) {
    this.tunnel = tunnel;
    this.source = source;
    this.frames = webSocket ? new FrameTracker() : null;
    this.farewell = toBackend ? MASKED_CLOSE : CLOSE;
  }

  /** How many bytes have passed. */
  long moved() {
    return moved;
  }

  /** True once nobody reads this any more. */
  boolean left() {
    return left;
  }

  /** Ends this direction at the next place where it can be understood. */
  void end() {
    ending = true;
    run();
  }

  @Override
  public @Nullable ByteBuf read() {
    if (finished) {
      return null;
    }
    if (ending && (frames == null || frames.closed())) {
      finished = true;
      return null;
    }
    if (ending && frames != null && frames.atBoundary()) {
      finished = true;
      return Unpooled.wrappedBuffer(farewell);
    }
    ByteBuf piece = source.read();
    return piece == null ? null : pass(piece);
  }

  private ByteBuf pass(ByteBuf piece) {
    int bytes = piece.readableBytes();
    int passed = frames == null ? bytes : frames.follow(piece, ending);
    moved += passed;
    if (passed == bytes) {
      return piece;
    }
    ByteBuf head = piece.readRetainedSlice(passed);
    piece.release();
    return head;
  }

  @Override
  public void demand(Runnable ready) {
    if (finished) {
      ready.run();
      return;
    }
    waiting = ready;
    source.demand(this);
  }

  /** The source has news. */
  @Override
  public void run() {
    Runnable ready = waiting;
    if (ready != null) {
      waiting = null;
      ready.run();
    }
  }

  @Override
  public boolean ended() {
    return finished || source.ended() || (saidAll() && source.failure() != null);
  }

  /** Behind a Close frame there is nothing that could be cut off, however its sender leaves. */
  @Override
  public @Nullable Failure failure() {
    return finished || saidAll() ? null : source.failure();
  }

  private boolean saidAll() {
    return frames != null && frames.closed();
  }

  @Override
  public long length() {
    return UNKNOWN_LENGTH;
  }

  @Override
  public void discard() {
    waiting = null;
    finished = true;
    source.discard();
    if (!left) {
      left = true;
      tunnel.leftOne();
    }
  }
}
