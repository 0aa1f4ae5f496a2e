package dev.gatehouse.server.compile;

import dev.gatehouse.cache.filter.CacheFilter;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.filter.buffer.BufferFilter;
import dev.gatehouse.core.filter.buffer.LimitFilter;
import dev.gatehouse.core.filter.buffer.RequestBodyMode;
import dev.gatehouse.core.filter.buffer.RequestBodySettings;
import dev.gatehouse.core.filter.buffer.SpillFiles;
import dev.gatehouse.core.filter.headers.HeaderRulesFilter;
import dev.gatehouse.core.filter.path.EncodedSlashFilter;
import dev.gatehouse.core.filter.rewrite.RewriteFilter;
import dev.gatehouse.core.filter.upgrade.UpgradeFilter;
import dev.gatehouse.server.config.RouteSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters of a route in the order in which requests pass them; this list is the order. Before
 * them, once for all routes, stands {@code ForwardedFilter}, because routes match on who asks.
 */
final class RouteFilters {
  private RouteFilters() {}

  static List<Filter> of(RouteSettings route, Shared shared) {
    List<Filter> filters = new ArrayList<>();
    if (EncodedSlashFilter.isNeeded(route.encodedSlash())) {
      filters.add(new EncodedSlashFilter());
    }
    filters.add(new UpgradeFilter(route.upgrades()));
    if (HeaderRulesFilter.isNeeded(route.headers())) {
      filters.add(new HeaderRulesFilter(route.headers()));
    }
    if (route.cache() != null) {
      filters.add(
          new CacheFilter(
              route.name(),
              route.cache(),
              route.headers().request().set().keySet(),
              shared.cache(),
              shared.telemetry().cache(route.name())));
    }
    if (RewriteFilter.isNeeded(route.rewrite())) {
      filters.add(
          new RewriteFilter(route.rewrite())); // behind the cache, which knows clients' URLs
    }
    addBody(filters, route.requestBody(), shared.memory(), shared.spill());
    return filters;
  }

  private static void addBody(
      List<Filter> filters, RequestBodySettings body, MemoryBudget budget, SpillFiles files) {
    if (body.mode() == RequestBodyMode.BUFFER) {
      filters.add(
          new BufferFilter(body.memory().bytes(), body.bound(), body.streamBound(), budget, files));
    } else if (body.bound() != Long.MAX_VALUE) {
      filters.add(new LimitFilter(body.bound()));
    }
  }
}
