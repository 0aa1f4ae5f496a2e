package dev.gatehouse.server.compile;

import dev.gatehouse.core.exchange.Chain;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.filter.forwarded.ForwardedFilter;
import dev.gatehouse.core.filter.mirror.Mirror;
import dev.gatehouse.core.filter.split.Split;
import dev.gatehouse.core.filter.trace.TraceFilter;
import dev.gatehouse.core.filter.trace.TracePolicy;
import dev.gatehouse.core.forward.Retries;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.core.net.CidrSet;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.runtime.Route;
import dev.gatehouse.core.runtime.Router;
import dev.gatehouse.core.runtime.Snapshot;
import dev.gatehouse.core.transport.connection.BackendProber;
import dev.gatehouse.core.transport.connection.ClientTls;
import dev.gatehouse.core.transport.connection.Dialer;
import dev.gatehouse.core.transport.connection.LoopPools;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.tracing.TracingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The maker of what serves from settings that were found valid. Used once per configuration. */
public final class Compiler {
  private final GatehouseSettings settings;
  private final Prepared prepared;
  private final Shared shared;
  private final Traffic traffic;

  /**
   * What came of it.
   *
   * @param upstreams the pools behind the snapshot, by name
   * @param routes those in it, by name
   * @param traffic its splits and mirrors
   */
  public record Compiled(
      Snapshot snapshot,
      Map<String, Upstream> upstreams,
      Map<String, CompiledRoute> routes,
      Traffic traffic) {}

  /**
   * @param prepared what was found to be without errors; it stays its owner's
   * @param shared what the snapshot stands on and outlives it
   * @param before the splits and mirrors of the configuration before; those that stay go on
   */
  public Compiler(Prepared prepared, Shared shared, Traffic before) {
    this.settings = prepared.settings();
    this.prepared = prepared;
    this.shared = shared;
    this.traffic = before.next(settings, shared.loops().loops().size());
  }

  /**
   * Makes everything anew but for what stays as it is; starts nothing: {@link Upstream#start} does.
   *
   * @param before the pools that serve now, by name
   * @param routesBefore the routes that serve now, by name
   */
  public Compiled compile(Map<String, Upstream> before, Map<String, CompiledRoute> routesBefore) {
    Map<String, Duration> patience = connectTimeouts();
    Map<String, Upstream> upstreams = new LinkedHashMap<>();
    for (PoolSettings pool : settings.pools().values()) {
      Duration connect = patience.getOrDefault(pool.name(), new TimeoutSettings().connect());
      upstreams.put(pool.name(), upstream(pool, connect, before.get(pool.name())));
    }
    Map<String, CompiledRoute> compiled = HashMap.newHashMap(settings.routes().size());
    List<Route> routes = new ArrayList<>(settings.routes().size());
    for (RouteSettings each : settings.routes()) {
      CompiledRoute made = route(each, upstreams, routesBefore.get(each.name()));
      compiled.put(each.name(), made);
      routes.add(made.route());
    }
    Router router = new Router(prepared.table().with(routes), both(shared.telemetry().unrouted()));
    Handler entry = Chain.of(entry(), router);
    return new Compiled(new Snapshot(entry, router), upstreams, compiled, traffic);
  }

  /** What every request passes before it has a route. */
  private List<Filter> entry() {
    List<Filter> first = new ArrayList<>();
    first.add(new ForwardedFilter(settings.trustedProxies()));
    TracingSettings tracing = settings.tracing();
    if (tracing != null) {
      CidrSet trusted = CidrSet.of(settings.trustedProxies().peers());
      first.add(new TraceFilter(new TracePolicy(tracing.accept(), trusted, tracing.sample())));
    }
    first.addAll(shared.keys().filters(settings));
    return first;
  }

  private Upstream upstream(PoolSettings pool, Duration connect, @Nullable Upstream before) {
    ClientTls secured = prepared.tls().pools().get(pool.name());
    Upstream.Terms terms =
        new Upstream.Terms(
            pool.protocol(),
            pool.connections(),
            pool.tls(),
            connect,
            secured != null,
            pool.concurrency());
    boolean connected = before != null && before.terms().equals(terms);
    if (before != null && connected && before.pool().settings().equals(pool)) {
      return before;
    }
    BackendPool backends =
        new BackendPool(
            pool,
            prepared.files().of(pool.name()),
            backend -> shared.telemetry().backend(pool.name(), backend.url().toString()),
            before == null ? null : new BackendPool.Predecessor(before.pool(), connected));
    if (before != null && connected) {
      return new Upstream(backends, before.connections(), before.prober(), terms);
    }
    Dialer dialer =
        new Dialer(
            shared.loops().transport().socket(),
            pool.protocol(),
            pool.connections(),
            terms.connect(),
            secured);
    return new Upstream(
        backends,
        new LoopPools(pool.name(), shared.loops().loops(), dialer),
        new BackendProber(shared.loops().loops(), dialer),
        terms);
  }

  /** By pool: a dial serves whoever waits, so the most patient of the pool's routes decides. */
  private Map<String, Duration> connectTimeouts() {
    Map<String, Duration> longest = new HashMap<>();
    for (RouteSettings route : settings.routes()) {
      Duration own = route.timeouts().connect();
      for (String pool : route.pools()) {
        longest.merge(pool, own, (one, other) -> one.compareTo(other) >= 0 ? one : other);
      }
    }
    return longest;
  }

  private CompiledRoute route(
      RouteSettings route, Map<String, Upstream> upstreams, @Nullable CompiledRoute before) {
    List<Upstream> pools =
        route.pools().stream().map(upstreams::get).filter(Objects::nonNull).toList();
    Split split = traffic.splits().get(route.name());
    Mirror mirror = traffic.mirrors().get(route.name());
    if (before != null && before.isOf(route, pools, split, mirror)) {
      return before.with(route);
    }
    ExchangeObserver observer = both(shared.telemetry().route(route.name()));
    Retries retries =
        before != null && before.settings().retry().equals(route.retry())
            ? before.retries()
            : new Retries(route.retry(), shared.telemetry().retries(route.name()));
    RouteEnd end = new RouteEnd(route, upstreams, traffic, retries);
    List<Filter> filters = RouteFilters.of(route, shared, end::mirror);
    Route made = new Route(route.name(), Chain.of(filters, end.handler(observer)), observer);
    return new CompiledRoute(route, pools, split, mirror, retries, made);
  }

  /** One observer for metrics and the access log, made once per route. */
  private ExchangeObserver both(ExchangeObserver metrics) {
    return metrics.andThen(shared.log());
  }
}
