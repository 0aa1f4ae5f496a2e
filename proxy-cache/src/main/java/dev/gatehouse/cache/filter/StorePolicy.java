package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.RouteCacheSettings.SetCookieRule;
import dev.gatehouse.cache.key.Tags;
import dev.gatehouse.cache.semantics.Ages;
import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.Governing;
import dev.gatehouse.cache.semantics.Lifetime;
import dev.gatehouse.cache.semantics.Lifetime.Source;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.cache.semantics.Vary;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;
import dev.gatehouse.core.http.Methods;
import java.time.Duration;

/**
 * Whether a response is stored, and on what terms: RFC 9111 and, beyond that, what the route says.
 * Pure.
 */
final class StorePolicy {
  private static final int ERRORS = 400;
  private static final String EVENT_STREAM = "text/event-stream";

  private StorePolicy() {}

  /**
   * What was decided.
   *
   * @param terms those on which it would be stored
   */
  record Verdict(StoreDecision decision, Terms terms) {
    boolean stores() {
      return decision == StoreDecision.STORE;
    }
  }

  /**
   * Decides about the answer to a GET.
   *
   * @param asked the header section of the request as it was sent
   * @param requested when it was sent, in milliseconds since 1970
   * @param received when the head of the response arrived
   */
  static Verdict of(
      RouteCacheSettings route,
      Headers asked,
      int status,
      Headers response,
      long requested,
      long received) {
    Governing governing = Governing.of(response);
    Lifetime lifetime = lifetime(route, status, Lifetime.of(status, response, governing, received));
    CacheControl control =
        governing.control().withDefaults(route.staleWhileRevalidate(), route.staleIfError());
    StoreDecision decision =
        StoreDecision.of(Methods.GET, asked, status, response, governing, lifetime);
    Vary vary = Vary.of(response);
    Terms terms =
        new Terms(
            status,
            received,
            Ages.born(response, requested, received),
            lifetime,
            control,
            vary,
            vary.selectors(asked),
            Tags.of(response, route.tagHeaders()));
    return new Verdict(
        decision == StoreDecision.STORE ? own(route, asked, response, lifetime) : decision, terms);
  }

  /** What the route says of the lifetime, or else what {@code said} says. */
  private static Lifetime lifetime(RouteCacheSettings route, int status, Lifetime said) {
    Duration override = route.overrideTtl();
    if (override != null && status < ERRORS) {
      return new Lifetime(override.toMillis(), Source.ROUTE);
    }
    if (said.source().explicit()) {
      return said;
    }
    Duration negative = route.negativeTtl().get(Integer.toString(status));
    if (negative != null) {
      return new Lifetime(negative.toMillis(), Source.ROUTE_STATUS);
    }
    return status < ERRORS && !route.defaultTtl().isZero()
        ? new Lifetime(route.defaultTtl().toMillis(), Source.ROUTE_DEFAULT)
        : said;
  }

  /** What is asked for beyond RFC 9111. */
  private static StoreDecision own(
      RouteCacheSettings route, Headers asked, Headers response, Lifetime lifetime) {
    if (route.setCookie() == SetCookieRule.REFUSE && response.contains(HeaderNames.SET_COOKIE)) {
      return StoreDecision.SET_COOKIE;
    }
    boolean guessed = !lifetime.source().explicit();
    if (guessed && asked.contains(HeaderNames.COOKIE)) {
      return StoreDecision.COOKIE;
    }
    String type = response.get(HeaderNames.CONTENT_TYPE);
    return type != null && type.startsWith(EVENT_STREAM)
        ? StoreDecision.EVENT_STREAM
        : StoreDecision.STORE;
  }

  /** The header section as it is stored: without what is for one user, one hop or one moment. */
  static Headers kept(RouteCacheSettings route, Headers response, Terms terms) {
    Headers kept = response.copy();
    if (!kept.contains(HeaderNames.DATE)) {
      kept.add(HeaderNames.DATE, HttpDate.format(terms.received())); // RFC 9110 §6.6.1
    }
    kept.remove(HeaderNames.AGE);
    kept.remove(HeaderNames.PROXY_AUTHENTICATE);
    kept.remove(HeaderNames.PROXY_AUTHORIZATION);
    kept.remove("proxy-authentication-info");
    terms.control().unshared().forEach(kept::remove);
    if (route.setCookie() != SetCookieRule.STORE) {
      kept.remove(HeaderNames.SET_COOKIE);
    }
    return kept;
  }
}
