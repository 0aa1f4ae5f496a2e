package dev.gatehouse.server.compile;

import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.filter.CacheFilter;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.filter.buffer.BufferFilter;
import dev.gatehouse.core.filter.buffer.LimitFilter;
import dev.gatehouse.core.filter.buffer.RequestBodyMode;
import dev.gatehouse.core.filter.buffer.RequestBodySettings;
import dev.gatehouse.core.filter.headers.HeaderRulesFilter;
import dev.gatehouse.core.filter.mirror.MirrorFilter;
import dev.gatehouse.core.filter.path.EncodedSlashFilter;
import dev.gatehouse.core.filter.rewrite.RewriteFilter;
import dev.gatehouse.core.filter.timing.ServerTimingFilter;
import dev.gatehouse.core.filter.upgrade.UpgradeFilter;
import dev.gatehouse.server.config.RouteSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** The filters of a route, in the order of {@link FilterStage}. */
final class RouteFilters {
  private RouteFilters() {}

  /**
   * @param mirror makes the filter that copies requests, for routes that have one
   */
  static List<Filter> of(RouteSettings route, Shared shared, Supplier<MirrorFilter> mirror) {
    List<Filter> filters = new ArrayList<>();
    for (FilterStage stage : FilterStage.values()) {
      if (stage.isNeeded(route)) {
        filters.add(
            switch (stage) {
              case SERVER_TIMING ->
                  new ServerTimingFilter(Objects.requireNonNull(route.serverTiming()));
              case ENCODED_SLASH -> new EncodedSlashFilter();
              case UPGRADES -> new UpgradeFilter(route.upgrades());
              case HEADERS -> new HeaderRulesFilter(route.headers());
              case CACHE -> cache(route, shared);
              case REWRITE -> new RewriteFilter(route.rewrite());
              case REQUEST_BODY -> body(route.requestBody(), shared);
              case MIRROR -> mirror.get();
            });
      }
    }
    return filters;
  }

  private static Filter cache(RouteSettings route, Shared shared) {
    RouteCacheSettings settings = Objects.requireNonNull(route.cache());
    return new CacheFilter(
        route.name(),
        settings,
        route.headers().request().set().keySet(),
        shared.cache(),
        shared.telemetry().cache(route.name()));
  }

  private static Filter body(RequestBodySettings body, Shared shared) {
    return body.mode() == RequestBodyMode.BUFFER
        ? new BufferFilter(
            body.memory().bytes(),
            body.bound(),
            body.streamBound(),
            shared.memory(),
            shared.spill())
        : new LimitFilter(body.bound());
  }
}
