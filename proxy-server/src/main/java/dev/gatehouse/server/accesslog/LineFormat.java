package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.exchange.Exchange;

/** How a line looks. Each event loop has an instance of its own. */
interface LineFormat {
  /**
   * Adds the line for {@code exchange}, with its line feed.
   *
   * @param begun when the request's head had arrived, in milliseconds since 1970
   */
  void write(Exchange exchange, long begun, LineBuffer into);
}
