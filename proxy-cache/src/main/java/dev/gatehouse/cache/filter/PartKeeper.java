package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.cache.range.ContentRange;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The responder of a request for parts that is passed on as it is: what comes back is stored on its
 * way to the client, as a part (RFC 9111 §3.3), or as a whole if it is one.
 */
final class PartKeeper implements Responder, KeptBody.Keeper {
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final RouteCache route;
  private final String key;
  private final Exchange exchange;
  private final Responder outer;
  private final Flight flight = new Flight();
  private final long requested;
  private final long changes;
  private @Nullable Found found;

  /**
   * What is on its way.
   *
   * @param place where it belongs; null if that is known at its end
   */
  private record Found(
      StorePolicy.Verdict verdict, Headers headers, @Nullable ContentRange place) {}

  PartKeeper(RouteCache route, String key, Exchange exchange, Responder outer) {
    this.route = route;
    this.key = key;
    this.exchange = exchange;
    this.outer = outer;
    this.requested = exchange.loop().clock().epochMillis();
    this.changes = route.shared().flights().changes();
  }

  @Override
  public void respond(Response response) {
    if (response.status() == OK || response.status() == PARTIAL) {
      keep(response);
    }
    outer.respond(response);
  }

  private void keep(Response response) {
    Headers headers = response.headers();
    long length = response.body().length();
    StorePolicy.Verdict verdict =
        StorePolicy.of(
            route.settings(),
            exchange.request().headers(),
            OK,
            headers,
            requested,
            exchange.loop().clock().epochMillis());
    StoreDecision decision = verdict.decision();
    if (verdict.stores() && response.status() == PARTIAL) {
      decision = part(headers, length);
    }
    if (decision == StoreDecision.STORE && length > route.maxObject()) {
      decision = StoreDecision.TOO_LARGE;
    }
    if (decision != StoreDecision.STORE) {
      route.decided(exchange.loop(), key, decision);
      return;
    }
    Flights flights = route.shared().flights();
    if (flights.begin(CacheKey.ofPart(key), flight) != null) {
      return; // one at a time: parts that are asked for at once would all take memory
    }
    if (flights.changes() != changes) {
      flight.outdate(); // perhaps it was this
    }
    ContentRange place =
        response.status() == PARTIAL
            ? ContentRange.of(headers)
            : length > 0 ? ContentRange.whole(length) : null;
    found = new Found(verdict, StorePolicy.kept(route.settings(), headers, verdict.terms()), place);
    response.body(new KeptBody(response.body(), route.maxObject(), route.shared().budget(), this));
  }

  /**
   * Whether a partial response can be kept as what it says it is.
   *
   * @param length that of its content, {@link Body#UNKNOWN_LENGTH} if it is not known yet
   */
  static StoreDecision part(Headers response, long length) {
    String type = response.get(HeaderNames.CONTENT_TYPE);
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/byteranges")) {
      return StoreDecision.MULTIPART;
    }
    ContentRange range = ContentRange.of(response);
    boolean fits =
        range != null
            && range.complete() != ContentRange.UNKNOWN
            && (length == Body.UNKNOWN_LENGTH || length == range.range().length());
    return fits ? StoreDecision.STORE : StoreDecision.WRONG_RANGE;
  }

  @Override
  public void kept(@Nullable List<ByteBuf> pieces, long bytes, boolean ended) {
    Found what = found;
    if (what != null) {
      route.decided(exchange.loop(), key, store(what, pieces, bytes, ended));
    }
    route.shared().flights().end(CacheKey.ofPart(key), flight);
  }

  private StoreDecision store(
      Found what, @Nullable List<ByteBuf> pieces, long bytes, boolean ended) {
    if (pieces == null) {
      return bytes > route.maxObject() ? StoreDecision.TOO_LARGE : StoreDecision.NO_MEMORY;
    }
    if (flight.outdated()) {
      return StoreDecision.OUTDATED;
    }
    ContentRange place = what.place();
    ContentRange got = place;
    if (!ended) {
      got = place == null ? null : Parts.begun(place, bytes, what.headers());
    } else if (place == null) {
      got = bytes == 0 ? null : ContentRange.whole(bytes);
    } else if (place.range().length() != bytes) {
      return StoreDecision.WRONG_RANGE;
    }
    if (got == null) {
      return StoreDecision.INCOMPLETE;
    }
    new Parts(route, key, exchange.request().headers(), flight)
        .put(what.verdict().terms(), what.headers(), got, pieces);
    return flight.outdated() ? StoreDecision.OUTDATED : StoreDecision.STORE;
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
