package dev.gatehouse.core.exchange;

/**
 * Someone who is told when an exchange is over: metrics, the access log. Shared by all event loops;
 * must not block.
 */
@FunctionalInterface
public interface ExchangeObserver {
  /**
   * {@code exchange} has ended; its values are final and may not be kept. Called once, on its event
   * loop.
   */
  void finished(Exchange exchange);

  /** Returns an observer that tells this one first and then {@code next}. */
  default ExchangeObserver andThen(ExchangeObserver next) {
    return exchange -> {
      finished(exchange);
      next.finished(exchange);
    };
  }
}
