package dev.gatehouse.core.exchange;

/** Something that answers requests. Immutable and shared by all event loops. */
@FunctionalInterface
public interface Handler {
  /**
   * Sees to it that {@code responder} is told {@code respond} or {@code fail} exactly once, now or
   * later on the same event loop.
   */
  void handle(Exchange exchange, Responder responder);
}
