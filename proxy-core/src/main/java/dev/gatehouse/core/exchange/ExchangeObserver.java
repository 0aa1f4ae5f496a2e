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

  /**
   * {@code exchange} has become a tunnel ({@link Exchange#tunnel}); {@link #finished} follows at
   * its end. Called once at most, on its event loop.
   */
  default void opened(Exchange exchange) {}

  /** Returns an observer that tells this one first and then {@code next}. */
  default ExchangeObserver andThen(ExchangeObserver next) {
    ExchangeObserver first = this;
    return new ExchangeObserver() {
      @Override
      public void opened(Exchange exchange) {
        first.opened(exchange);
        next.opened(exchange);
      }

      @Override
      public void finished(Exchange exchange) {
        first.finished(exchange);
        next.finished(exchange);
      }
    };
  }
}
