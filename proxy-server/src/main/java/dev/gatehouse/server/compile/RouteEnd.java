package dev.gatehouse.server.compile;

import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.filter.mirror.MirrorFilter;
import dev.gatehouse.core.filter.mirror.MirrorSettings;
import dev.gatehouse.core.filter.redirect.RedirectHandler;
import dev.gatehouse.core.filter.respond.RespondHandler;
import dev.gatehouse.core.filter.rewrite.HostRewrite;
import dev.gatehouse.core.filter.split.SplitHandler;
import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.core.forward.Forwarder;
import dev.gatehouse.core.forward.HostPolicy;
import dev.gatehouse.core.forward.Retries;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What stands at the end of a route's filters: who answers, and who gets copies.
 *
 * @param upstreams the pools, by name
 * @param traffic the splits and mirrors of the configuration
 * @param retries what all pools of the route share about trying again
 */
record RouteEnd(
    RouteSettings route, Map<String, Upstream> upstreams, Traffic traffic, Retries retries) {
  /**
   * @param observer told when an exchange of the route is over
   */
  Handler handler(ExchangeObserver observer) {
    return switch (route.target()) {
      case RouteTarget.ToPool(String name) -> forwarder(name);
      case RouteTarget.ToSplit(SplitSettings split) ->
          new SplitHandler(
              traffic.split(route.name()),
              split.names().stream().map(this::forwarder).toList(),
              observer);
      case RouteTarget.Redirect(var redirect) -> new RedirectHandler(redirect);
      case RouteTarget.Respond(var respond) -> new RespondHandler(respond);
    };
  }

  /** The filter that makes copies, of a route that has one. */
  MirrorFilter mirror() {
    MirrorSettings mirror = Objects.requireNonNull(route.mirror());
    return new MirrorFilter(
        mirror,
        traffic.mirror(route.name()),
        forwarder(mirror.pool(), within(mirror.timeout()), Retries.none()));
  }

  private Handler forwarder(String pool) {
    return forwarder(pool, route.timeouts(), retries);
  }

  private Handler forwarder(String name, TimeoutSettings timeouts, Retries tries) {
    Upstream upstream = upstreams.get(name);
    if (upstream == null) {
      throw new IllegalStateException(
          "pool: " + name + " (expected: one that the loader has found)");
    }
    HostPolicy host =
        route.rewrite().host() instanceof HostRewrite.Backend
            ? HostPolicy.BACKEND
            : HostPolicy.REQUEST;
    return new Forwarder(upstream.pool(), upstream.connections(), timeouts, host, tries);
  }

  /** The route's time limits, within {@code total} in all. */
  private TimeoutSettings within(Duration total) {
    TimeoutSettings own = route.timeouts();
    return new TimeoutSettings(
        own.connect(), own.firstByte(), own.idle(), own.stream(), total, own.tunnel());
  }
}
