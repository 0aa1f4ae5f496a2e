package dev.gatehouse.core.body;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message, pulled piece by piece.
 *
 * <pre>{@code
 * for (;;) {
 *   ByteBuf piece = body.read();
 *   if (piece != null) { use(piece); continue; }      // the reader owns it now
 *   if (body.failure() != null) { fail(); return; }   // cut off: never to be taken for the end
 *   if (body.ended()) { end(body.trailers()); return; }
 *   body.demand(this); return;                        // called back once, when reading makes sense again
 * }
 * }</pre>
 *
 * <p>Confined to the event loop of its exchange. One reader at a time.
 */
public interface Body {
  /** The length of a body whose end is not known in advance. */
  long UNKNOWN_LENGTH = -1;

  /** No content at all; one instance, it has no state. */
  static Body empty() {
    return EmptyBody.INSTANCE;
  }

  /**
   * The next piece, owned by the caller from here on; null if there is none now, at the end, or
   * after a failure.
   */
  @Nullable ByteBuf read();

  /**
   * Asks that {@code ready} be run once, when {@link #read}, {@link #ended} or {@link #failure} has
   * news; it may run before this method returns. At most one demand is outstanding. The first
   * demand is what lets a client that expects 100 (Continue) go on.
   */
  void demand(Runnable ready);

  /** True once everything has been read and the message was complete. */
  boolean ended();

  /**
   * Why the content broke off, once everything before that has been read; null while it has not.
   */
  @Nullable Failure failure();

  /**
   * The number of bytes from start to end, or {@link #UNKNOWN_LENGTH}. Does not shrink while the
   * body is read.
   */
  long length();

  /** The trailer section, once {@link #ended}; null if there is none. */
  default @Nullable Headers trailers() {
    return null;
  }

  /** True if {@link #replay} gives the content from its start. */
  default boolean replayable() {
    return false;
  }

  /**
   * Another body with the same content from the start. The original stays its owner's and must
   * outlive the replays.
   */
  default Body replay() {
    throw new IllegalStateException("body: not replayable (expected: a body that says replayable)");
  }

  /**
   * Gives up the rest: what is held is released, what still arrives is dropped at its source.
   * Harmless when repeated.
   */
  void discard();
}
