package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.FedBody;
import org.jspecify.annotations.Nullable;

/**
 * How far the content of one attempt has come: that of the answer, and of a call either way. It is
 * looked at several times within a limit, so that a stop is found between 1 and 1 + 1/4 times the
 * limit, at the price of no timer per piece.
 *
 * <p>Confined to the event loop of the exchange.
 */
final class Progress {
  /** How often within the limit it is looked at. */
  static final int CHECKS = 4;

  private final @Nullable FedBody answer;
  private long seen;
  private int quiet;

  /**
   * @param answer the content to watch; null while there is none
   */
  Progress(@Nullable FedBody answer) {
    this.answer = answer;
  }

  /** The content of the answer, while it is watched. */
  @Nullable FedBody answer() {
    return answer;
  }

  /** True if there is no content of an answer that could still come. */
  boolean isOver() {
    FedBody watched = answer;
    return watched == null || watched.over();
  }

  /**
   * Takes note of how far things are.
   *
   * @param sent how much the client has sent, where that counts as well
   */
  void note(long sent) {
    seen = moved(sent);
  }

  /** Says whether nothing has moved since {@link #note}, for the last of {@link #CHECKS} times. */
  boolean hasStopped(long sent) {
    FedBody watched = answer;
    boolean still = moved(sent) == seen && (watched == null || watched.buffered() == 0);
    quiet = still ? quiet + 1 : 0;
    return quiet >= CHECKS;
  }

  private long moved(long sent) {
    FedBody watched = answer;
    return (watched == null ? 0 : watched.received()) + sent;
  }
}
