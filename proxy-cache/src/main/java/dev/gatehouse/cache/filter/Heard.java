package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.semantics.Validators;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.cache.store.Variants;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;

/**
 * The responder of a HEAD that went to the backend: what its answer says of the response that is
 * stored for GET brings that up to date, or ends its lifetime (RFC 9111 §4.3.5).
 *
 * @param requested when it was sent, in milliseconds since 1970
 * @param changes what {@link Flights#changes} was then
 */
record Heard(
    RouteCache route, Exchange exchange, String key, long requested, long changes, Responder outer)
    implements Responder {
  private static final int OK = 200;

  @Override
  public void respond(Response response) {
    // what was asked before a purge or a change knows nothing of what is stored since
    boolean counts = response.status() == OK && route.shared().flights().changes() == changes;
    Variants variants = counts ? route.shared().store().peek(key) : null;
    Stored stored = variants == null ? null : variants.select(exchange.request().headers());
    if (stored != null && stored.terms().status() == OK && stored.tryRetain()) {
      try {
        update(stored, response.headers());
        if (route.shared().flights().changes() != changes) {
          route.shared().store().remove(key, each -> true); // perhaps it was purged meanwhile
        }
      } finally {
        stored.release();
      }
    }
    outer.respond(response);
  }

  private void update(Stored stored, Headers answer) {
    long received = exchange.loop().clock().epochMillis();
    if (!isAbout(stored, answer)) {
      Terms ended = stored.terms().stale(received);
      Stored stale = stored.with(ended, stored.headers(), route.shared().store().memory());
      route.shared().store().put(key, stale);
      return;
    }
    Refreshed made =
        Refreshed.of(route, stored, exchange.request().headers(), answer, requested, received);
    if (made.verdict().stores()) {
      route.shared().store().put(key, made.stored());
    } else {
      made.stored().release();
      route.shared().store().remove(key, each -> each == stored);
    }
  }

  private static boolean isAbout(Stored stored, Headers answer) {
    Headers known = stored.headers();
    String length = answer.get(HeaderNames.CONTENT_LENGTH);
    return Validators.agree(answer, known)
        && (length == null || length.equals(Integer.toString(stored.length())));
  }

  @Override
  public void fail(Failure failure) {
    outer.fail(failure);
  }

  @Override
  public void inform(Response interim) {
    outer.inform(interim);
  }
}
