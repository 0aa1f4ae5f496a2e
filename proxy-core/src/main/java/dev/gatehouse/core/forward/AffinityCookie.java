package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.pool.Affinity;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendPool;
import org.jspecify.annotations.Nullable;

/**
 * The affinity cookie on its way through an exchange: taken from the request, so that no backend
 * sees it, and renewed with the answer. Without effect in pools without affinity.
 */
final class AffinityCookie {
  private AffinityCookie() {}

  /** Takes the cookie out of the request, and returns its token; null if there is none. */
  static @Nullable String take(Exchange exchange, BackendPool pool) {
    Affinity affinity = pool.affinity();
    return affinity == null ? null : affinity.take(exchange.request().headers());
  }

  /** Has the client keep to {@code answering}, unless its {@code token} says so already. */
  static void renew(
      Exchange exchange,
      BackendPool pool,
      @Nullable Backend answering,
      @Nullable String token,
      Response response) {
    if (answering != null && pool.affinity() != null) {
      pool.keep(answering, token, response.headers(), exchange.request().isHttps());
    }
  }
}
