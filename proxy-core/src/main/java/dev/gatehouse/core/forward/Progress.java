package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
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
  private final @Nullable Exchange call;
  private long seen;
  private int quiet;

  /**
   * @param answer the content to watch; null while there is none
   * @param call the call in which what the client sends counts as well; null if that is none
   */
  Progress(@Nullable FedBody answer, @Nullable Exchange call) {
    this.answer = answer;
    this.call = call;
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

  /** Takes note of how far things are. */
  void note() {
    seen = moved();
  }

  /** Says whether nothing has moved since {@link #note}, for the last of {@link #CHECKS} times. */
  boolean hasStopped() {
    FedBody watched = answer;
    boolean still = moved() == seen && (watched == null || watched.buffered() == 0);
    quiet = still ? quiet + 1 : 0;
    return quiet >= CHECKS;
  }

  private long moved() {
    return (answer == null ? 0 : answer.received()) + (call == null ? 0 : call.requestBytes());
  }
}
