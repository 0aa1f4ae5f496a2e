package dev.gatehouse.server.telemetry;

import dev.gatehouse.cache.filter.CacheObserver;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.filter.mirror.Mirror;
import dev.gatehouse.core.filter.split.SplitState;
import dev.gatehouse.core.forward.RetryObserver;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.PoolState;
import dev.gatehouse.core.pool.PoolStats;
import dev.gatehouse.core.pool.SourceState;
import dev.gatehouse.tls.CertificateInfo;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of the process. Observers are asked for when a configuration is compiled, and are the
 * same for the same name: counts go on across reloads. Beyond {@value #MOST} routes or backends,
 * the rest is counted together as {@code (other)}, so that a large configuration cannot make the
 * answer to a scrape unbounded.
 *
 * <p>Safe for use by any thread.
 */
public final class Telemetry implements AutoCloseable {
  /** How many routes, and how many backends, are told apart. */
  static final int MOST = 1000;

  /** What stands for those that are not told apart. */
  static final String OTHER = "(other)";

  private static final String NONE = "(none)";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private record BackendKey(String pool, String backend) {}

  private final int loops;

  /** The counts of routes that are gone, so that sums never go back. Guarded by this. */
  private final long[] departed = new long[RouteObserver.CELLS];

  private final RouteObserver unrouted;
  private final RouteObserver otherRoutes;
  private final RetryCounters otherRetries;
  private final CacheCounters otherCaches;
  private final BackendCounters otherBackends;
  private final Map<String, RouteObserver> routes = new ConcurrentHashMap<>();
  private final Map<String, RetryCounters> retries = new ConcurrentHashMap<>();
  private final Map<String, CacheCounters> caches = new ConcurrentHashMap<>();
  private final Map<BackendKey, BackendCounters> backends = new ConcurrentHashMap<>();
  private final Map<String, ListenerCounters> listeners = new ConcurrentHashMap<>();

  /** Micrometer does not keep what it reads from. */
  private final Queue<LongSupplier> counters = new ConcurrentLinkedQueue<>();

  private final PrometheusMeterRegistry registry;
  private final ProcessMeters process;
  private volatile Supplier<? extends Iterable<? extends PoolStats>> pools = List::of;
  private volatile Supplier<Map<String, PoolState>> standings = Map::of;
  private volatile Supplier<Map<String, List<SourceState>>> sources = Map::of;
  private volatile Supplier<Map<String, List<CertificateInfo>>> certificates = Map::of;
  private volatile Supplier<List<SplitState>> splits = List::of;
  private volatile Supplier<List<Mirror.State>> mirrors = List::of;

  /**
   * @param loops the number of event loops
   * @param version the version of Gatehouse that runs
   */
  public Telemetry(int loops, String version) {
    this.loops = loops;
    this.unrouted = new RouteObserver(NONE, loops);
    this.otherRoutes = new RouteObserver(OTHER, loops);
    this.otherRetries = new RetryCounters(OTHER, loops);
    this.otherCaches = new CacheCounters(OTHER, loops);
    this.otherBackends = new BackendCounters(OTHER, OTHER, loops);
    PrometheusRegistry model = new PrometheusRegistry();
    MultiCollector traffic = this::collect;
    model.register(traffic);
    this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, model, Clock.SYSTEM);
    this.process = new ProcessMeters(registry, version);
  }

  /** The observer of the route named {@code name}. */
  public synchronized ExchangeObserver route(String name) {
    RouteObserver known = routes.get(name);
    if (known != null || routes.size() >= MOST) {
      return known == null ? otherRoutes : known;
    }
    RouteObserver made = new RouteObserver(name, loops);
    routes.put(name, made);
    return made;
  }

  /** The observer of what the route named {@code name} decides about trying again. */
  public synchronized RetryObserver retries(String name) {
    RetryCounters known = retries.get(name);
    if (known != null || retries.size() >= MOST) {
      return known == null ? otherRetries : known;
    }
    RetryCounters made = new RetryCounters(name, loops);
    retries.put(name, made);
    return made;
  }

  /** The observer of what the cache does for the route named {@code name}. */
  public synchronized CacheObserver cache(String name) {
    CacheCounters known = caches.get(name);
    if (known != null || caches.size() >= MOST) {
      return known == null ? otherCaches : known;
    }
    CacheCounters made = new CacheCounters(name, loops);
    caches.put(name, made);
    return made;
  }

  /** What the cache has done for each route that has one, by name. */
  public List<CacheTally> cacheTallies() {
    return caches.values().stream()
        .map(CacheCounters::tally)
        .sorted(Comparator.comparing(CacheTally::route))
        .toList();
  }

  /** What the route named {@code name} has had; null if it is counted together with others. */
  public @Nullable RouteTally routeTally(String name) {
    RouteObserver known = routes.get(name);
    return known == null ? null : known.tally();
  }

  /** What all requests come to that have ended since the start. */
  public synchronized Totals totals() {
    long[] cells = departed.clone();
    routes.values().forEach(route -> route.addTo(cells));
    unrouted.addTo(cells);
    otherRoutes.addTo(cells);
    return new Totals(cells);
  }

  /** The connections of clients at all listeners. */
  public Connections connections() {
    return listeners.values().stream()
        .map(ListenerCounters::connections)
        .reduce(Connections.NONE, Connections::plus);
  }

  /** The observer of requests that match no route or are refused before routing. */
  public ExchangeObserver unrouted() {
    return unrouted;
  }

  /** The observer of one backend of one pool. */
  public synchronized BackendObserver backend(String pool, String backend) {
    BackendKey key = new BackendKey(pool, backend);
    BackendCounters known = backends.get(key);
    if (known != null || backends.size() >= MOST) {
      return known == null ? otherBackends : known;
    }
    BackendCounters made = new BackendCounters(pool, backend, loops);
    backends.put(key, made);
    return made;
  }

  /** The observer of the listener named {@code name}. */
  public ConnectionObserver listener(String name) {
    return listeners.computeIfAbsent(name, key -> new ListenerCounters(key, loops));
  }

  /** Tells where the connections to backends can be looked up when somebody asks. */
  public void pools(Supplier<? extends Iterable<? extends PoolStats>> pools) {
    this.pools = pools;
  }

  /** Tells where it can be looked up how the pools and their backends stand. */
  public void standings(Supplier<Map<String, PoolState>> standings) {
    this.standings = standings;
  }

  /** Tells where it can be looked up how it stands with what backends are learnt from. */
  public void sources(Supplier<Map<String, List<SourceState>>> sources) {
    this.sources = sources;
  }

  /** Tells where the certificates in use can be looked up, by listener. */
  public void certificates(Supplier<Map<String, List<CertificateInfo>>> certificates) {
    this.certificates = certificates;
  }

  /** Tells where it can be looked up how splits and mirrors stand. */
  public void traffic(Supplier<List<SplitState>> splits, Supplier<List<Mirror.State>> mirrors) {
    this.splits = splits;
    this.mirrors = mirrors;
  }

  /**
   * Forgets the counts of routes and pools that the configuration no longer has; for after a
   * reload.
   */
  public synchronized void retain(Set<String> routeNames, Set<String> poolNames) {
    routes.forEach((name, route) -> {
      if (!routeNames.contains(name)) {
        route.addTo(departed);
      }
    });
    routes.keySet().retainAll(routeNames);
    retries.keySet().retainAll(routeNames);
    caches.keySet().retainAll(routeNames);
    backends.keySet().removeIf(key -> !poolNames.contains(key.pool));
  }

  /**
   * Adds a number that goes up and down.
   *
   * @param name with dots: {@code gatehouse.memory.used}
   */
  public void gauge(String name, String help, LongSupplier value) {
    Gauge.builder(name, value, LongSupplier::getAsLong)
        .description(help)
        .strongReference(true)
        .register(registry);
  }

  /**
   * Adds a number that only grows and is kept elsewhere.
   *
   * @param name with dots: {@code gatehouse.memory.refusals}
   */
  public void counter(String name, String help, LongSupplier value) {
    counters.add(value);
    FunctionCounter.builder(name, value, LongSupplier::getAsLong)
        .description(help)
        .register(registry);
  }

  /**
   * Writes everything in OpenMetrics' text format where an Accept field names that, else in
   * Prometheus' own, and returns the content type.
   *
   * @param accept the field's value, null if there is none
   */
  public String scrape(OutputStream into, @Nullable String accept) throws IOException {
    String type = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
    registry.scrape(into, type);
    return type;
  }

  @Override
  public void close() {
    process.close();
    registry.close();
  }

  private MetricSnapshots collect() {
    Families families = new Families();
    List<RouteObserver> allRoutes = new ArrayList<>(routes.values());
    allRoutes.add(unrouted);
    allRoutes.add(otherRoutes);
    List<BackendCounters> allBackends = new ArrayList<>(backends.values());
    allBackends.add(otherBackends);
    RouteObserver.collect(allRoutes, families);
    List<RetryCounters> allRetries = new ArrayList<>(retries.values());
    allRetries.add(otherRetries);
    RetryCounters.collect(allRetries, families);
    List<CacheCounters> allCaches = new ArrayList<>(caches.values());
    allCaches.add(otherCaches);
    CacheCounters.collect(allCaches, families);
    BackendCounters.collect(allBackends, families);
    ListenerCounters.collect(listeners.values(), families);
    PoolGauges.collect(pools.get(), families);
    PoolStandings.collect(standings.get(), families);
    PoolGauges.collectSources(sources.get(), System.nanoTime(), families);
    CertificateMetrics.collect(certificates.get(), families);
    TrafficMetrics.collectSplits(splits.get(), families);
    TrafficMetrics.collectMirrors(mirrors.get(), families);
    return families.build();
  }
}
