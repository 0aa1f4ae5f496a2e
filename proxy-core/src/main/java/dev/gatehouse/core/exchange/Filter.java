package dev.gatehouse.core.exchange;

/**
 * Something that stands before a {@link Handler} and decorates it: edits the request on its way in,
 * answers in its place, or wraps the responder to see the answer on its way out. Immutable and
 * shared by all event loops.
 */
@FunctionalInterface
public interface Filter {
  /**
   * Calls exactly one of {@code next.handle}, {@code responder.respond} and {@code responder.fail},
   * once, now or later.
   */
  void handle(Exchange exchange, Responder responder, Handler next);
}
