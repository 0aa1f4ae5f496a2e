package dev.gatehouse.server.compile;

import dev.gatehouse.core.filter.buffer.RequestBodyMode;
import dev.gatehouse.core.filter.headers.HeaderRulesFilter;
import dev.gatehouse.core.filter.path.EncodedSlashFilter;
import dev.gatehouse.core.filter.rewrite.RewriteFilter;
import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.server.config.RouteSettings;

/**
 * A place on the way of a route's requests where a filter may stand. The order of these constants
 * is the order in which requests pass them. Before them, once for all routes, stands {@code
 * ForwardedFilter}, because routes match on who asks.
 */
public enum FilterStage implements Choice {
  /** Before the cache, so that what it says is not stored, and first, to see all of the answer. */
  SERVER_TIMING,
  ENCODED_SLASH,
  UPGRADES,
  HEADERS,
  CACHE,
  /** Behind the cache, which knows clients' URLs. */
  REWRITE,
  REQUEST_BODY,
  /** Where the whole request is at hand. */
  MIRROR;

  /** Says whether there is anything to do here for a filter of {@code route}. */
  public boolean isNeeded(RouteSettings route) {
    return switch (this) {
      case SERVER_TIMING -> route.serverTiming() != null;
      case ENCODED_SLASH -> EncodedSlashFilter.isNeeded(route.encodedSlash());
      case UPGRADES -> true;
      case HEADERS -> HeaderRulesFilter.isNeeded(route.headers());
      case CACHE -> route.cache() != null;
      case REWRITE -> RewriteFilter.isNeeded(route.rewrite());
      case REQUEST_BODY ->
          route.requestBody().mode() == RequestBodyMode.BUFFER
              || route.requestBody().bound() != Long.MAX_VALUE;
      case MIRROR -> route.mirror() != null;
    };
  }
}
