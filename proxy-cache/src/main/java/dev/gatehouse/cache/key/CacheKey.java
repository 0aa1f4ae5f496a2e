package dev.gatehouse.cache.key;

import dev.gatehouse.core.exchange.Request;

/**
 * The text under which a response is found again: the client's URL, a blank, and the name of the
 * route. A blank cannot stand in a URL, so all entries of one URL have a prefix of their own. Pure.
 */
public final class CacheKey {
  private CacheKey() {}

  /** The key of what {@code request} asks for. */
  public static String of(Request request, String route, KeySettings settings) {
    return url(request) + ' ' + route;
  }

  /** The URL that {@code request} is for, as the client means it. */
  public static String url(Request request) {
    String query = request.query();
    String url = request.scheme() + "://" + request.authority().text() + request.path();
    return query == null ? url : url + '?' + query;
  }
}
