package dev.gatehouse.server;

import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.filter.buffer.SpillFiles;
import dev.gatehouse.core.net.CidrSet;
import dev.gatehouse.core.pool.PoolState;
import dev.gatehouse.core.pool.PoolStats;
import dev.gatehouse.core.pool.SourceState;
import dev.gatehouse.core.runtime.Dispatcher;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.Transport;
import dev.gatehouse.core.transport.listen.BindFailed;
import dev.gatehouse.core.transport.listen.BurstLog;
import dev.gatehouse.core.transport.listen.ConnectionLimit;
import dev.gatehouse.core.transport.listen.Listener;
import dev.gatehouse.core.transport.listen.Shedding;
import dev.gatehouse.core.transport.resolve.NettyNameResolver;
import dev.gatehouse.server.accesslog.AccessLog;
import dev.gatehouse.server.admin.Action;
import dev.gatehouse.server.admin.AdminServer;
import dev.gatehouse.server.admin.BackendSwitch;
import dev.gatehouse.server.admin.DiscoveryView;
import dev.gatehouse.server.admin.Endpoint;
import dev.gatehouse.server.admin.SplitSwitch;
import dev.gatehouse.server.compile.Compiler;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.compile.Shared;
import dev.gatehouse.server.compile.Traffic;
import dev.gatehouse.server.compile.Upstream;
import dev.gatehouse.server.config.AccessLogSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.discovery.FileWatcher;
import dev.gatehouse.server.telemetry.Telemetry;
import dev.gatehouse.tls.TlsRefresher;
import dev.gatehouse.tls.TlsState;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Gatehouse: event loops, listeners, pools, telemetry, from {@link #start} to {@link
 * #stop}.
 *
 * <p>Started and stopped by one thread; the queries may come from any.
 */
public final class GatehouseServer {
  /** How long the start waits for name servers. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(GatehouseServer.class);

  private final GatehouseSettings settings;
  private final Prepared prepared;
  private final EventLoops loops;
  private final Telemetry telemetry;
  private final @Nullable AccessLog accessLog;
  private final SpillFiles spill;
  private final ConnectionLimit connections;
  private final BurstLog bursts = new BurstLog();
  private final MemoryBudget memory;
  private final Shedding shedding;
  private final Map<String, Upstream> upstreams;
  private final Traffic traffic;
  private final Dispatcher dispatcher;
  private final TlsRefresher refresher = new TlsRefresher(TlsRefresher.PERIOD);
  private final FileWatcher files = new FileWatcher();
  private final NettyNameResolver resolver = NettyNameResolver.start();
  private final List<Listener> listeners = new ArrayList<>();
  private @Nullable AdminServer admin;
  private volatile boolean ready;

  private GatehouseServer(
      Prepared prepared, EventLoops loops, @Nullable AccessLog accessLog, String version) {
    this.settings = prepared.settings();
    this.prepared = prepared;
    this.loops = loops;
    this.accessLog = accessLog;
    this.telemetry = new Telemetry(loops.loops().size(), version);
    this.spill = new SpillFiles(SpillFiles.defaultDirectory(), settings.limits().spill().bytes());
    this.connections =
        new ConnectionLimit(
            settings.limits().connections(),
            settings.limits().connectionsPerAddress(),
            CidrSet.of(settings.trustedProxies().peers()));
    this.memory = new MemoryBudget(affordable(settings.limits().memory()));
    this.shedding = Shedding.start(loops, memory);
    ExchangeObserver log = accessLog == null ? exchange -> {} : accessLog;
    Compiler.Compiled compiled =
        new Compiler(prepared, new Shared(loops, telemetry, log, memory, spill), Traffic.NONE)
            .compile();
    this.upstreams = compiled.upstreams();
    this.traffic = compiled.traffic();
    this.dispatcher = new Dispatcher(compiled.snapshot());
  }

  /**
   * Starts everything that a configuration asks for, or nothing.
   *
   * @param prepared without errors; closed with the server
   * @throws StartFailed if an address cannot be bound or the access log not be opened; the message
   *     is for the operator
   */
  public static GatehouseServer start(Prepared prepared, TlsState tlsState, String version)
      throws StartFailed {
    GatehouseSettings settings = prepared.settings();
    Transport transport;
    try {
      transport = Transport.choose(settings.transport());
    } catch (IllegalStateException e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    EventLoops loops = EventLoops.start(transport, cores, Clock.SYSTEM);
    LOG.info(
        "transport {} ({}), {} event loops, TLS by {}",
        transport.name(),
        transport.reason(),
        cores,
        tlsState.engine().describe());
    GatehouseServer server;
    try {
      server = new GatehouseServer(prepared, loops, openLog(settings.accessLog(), cores), version);
    } catch (IOException e) {
      loops.stop();
      throw new StartFailed(
          "access-log: cannot write " + settings.accessLog().path() + ": " + reason(e), e);
    }
    try {
      server.open();
    } catch (BindFailed | IOException e) {
      server.stop(Duration.ZERO);
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
    return server;
  }

  private static @Nullable AccessLog openLog(AccessLogSettings settings, int loops)
      throws IOException {
    return switch (settings.format()) {
      case OFF -> null;
      case JSON -> AccessLog.open(settings.path().file(), AccessLog.Format.JSON, loops);
      case COMBINED -> AccessLog.open(settings.path().file(), AccessLog.Format.COMBINED, loops);
    };
  }

  /** An exception of the file system has no words for what is most common. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException none -> "its folder does not exist";
      case AccessDeniedException denied -> "permission denied";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  /** A limit beyond what the process can have would be none. */
  private static long affordable(ByteSize configured) {
    ByteSize affordable = Shedding.affordable(configured);
    if (!affordable.equals(configured)) {
      LOG.warn(
          "limits.memory is {}, but buffers can have {} of this process's memory at most: that is"
              + " the limit; -XX:MaxDirectMemorySize raises it",
          configured,
          affordable);
    }
    return affordable.bytes();
  }

  private void open() throws BindFailed, IOException {
    prepared.tls().listeners().values().forEach(refresher::add);
    prepared.tls().pools().values().forEach(refresher::add);
    describeToTelemetry();
    resolveNames();
    resolver.executor().scheduleWithFixedDelay(() -> traffic.look(), 1, 1, TimeUnit.SECONDS);
    if (settings.admin() != null) {
      admin = AdminServer.start(settings.admin(), endpoints(), actions());
      LOG.info("admin on {}", bound(settings.admin().address(), admin.address()));
    }
    for (ListenerSettings listener : settings.listeners().values()) {
      listeners.add(bind(listener));
    }
    bursts.start(loops);
    ready = true;
  }

  /**
   * Starts the pools and waits a moment for their names, so that the first requests find backends.
   * A name that does not resolve keeps nobody from starting.
   */
  private void resolveNames() {
    long end = System.nanoTime() + FIRST_LOOK.toNanos();
    List<Future<?>> looks =
        upstreams.values().stream().<Future<?>>map(each -> each.start(resolver)).toList();
    for (Future<?> look : looks) {
      look.awaitUninterruptibly(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
    upstreams.values().forEach(each -> files.add(each.pool(), prepared.files()));
  }

  private Listener bind(ListenerSettings settings) throws BindFailed {
    Listener.Setup setup =
        new Listener.Setup(
            settings.name(),
            loops,
            dispatcher,
            this.settings.limits(),
            connections,
            telemetry.listener(settings.name()),
            bursts,
            shedding,
            prepared.tls().listeners().get(settings.name()));
    Listener listener =
        Listener.bind(
            setup, new InetSocketAddress(settings.address().host(), settings.address().port()));
    LOG.info(
        "listener {} on {} ({})",
        listener.name(),
        bound(settings.address(), listener.address()),
        settings.tls() == null ? "http" : "https");
    return listener;
  }

  /** The address as it was configured, with the port that the system chose if that was 0. */
  private static HostPort bound(HostPort configured, InetSocketAddress actual) {
    return new HostPort(configured.host(), actual.getPort());
  }

  private Map<String, Endpoint> endpoints() {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("/metrics", Endpoint.metrics(telemetry));
    endpoints.put("/health/live", Endpoint.live());
    endpoints.put("/health/ready", Endpoint.ready(() -> ready));
    endpoints.put("/api/v1/pools", Endpoint.json(this::standings));
    endpoints.put(
        "/api/v1/discovery",
        Endpoint.json(() -> DiscoveryView.of(sources(), Clock.SYSTEM.nanos())));
    endpoints.put("/api/v1/splits", Endpoint.json(() -> traffic.splitStates()));
    return endpoints;
  }

  private Map<String, Action> actions() {
    Action backends =
        new BackendSwitch(name -> {
          Upstream upstream = upstreams.get(name);
          return upstream == null ? null : upstream.pool();
        });
    return Map.of(
        "/api/v1/backends",
        backends,
        "/api/v1/splits",
        new SplitSwitch(route -> traffic.find(route)));
  }

  private void describeToTelemetry() {
    telemetry.gauge(
        "gatehouse.memory.used", "Bytes that buffers of all kinds hold in memory.", memory::total);
    telemetry.gauge("gatehouse.memory.bodies", "Of these, bytes of request bodies.", memory::used);
    telemetry.gauge(
        "gatehouse.memory.heads",
        "Bytes of the heap that requests under way take, about.",
        shedding::heads);
    telemetry.gauge(
        "gatehouse.memory.limit",
        "Bytes that buffers of all kinds may hold in memory.",
        memory::limit);
    telemetry.counter(
        "gatehouse.memory.refusals",
        "Request bodies refused because memory was short.",
        memory::refusals);
    telemetry.gauge("gatehouse.spill.used", "Bytes of request bodies in files now.", spill::used);
    telemetry.gauge(
        "gatehouse.spill.limit", "Bytes of request bodies that may be in files.", spill::limit);
    telemetry.gauge("gatehouse.spill.files", "Files with request bodies now.", spill::open);
    telemetry.counter(
        "gatehouse.spill.refusals",
        "Requests refused because files had no room for their bodies.",
        spill::refusals);
    AccessLog log = accessLog;
    if (log != null) {
      telemetry.counter(
          "gatehouse.access.log.dropped",
          "Lines of the access log that were dropped.",
          log::dropped);
    }
    telemetry.pools(() -> {
      List<PoolStats> all = new ArrayList<>();
      upstreams.values().forEach(upstream -> upstream.connections().stats(all::add));
      return all;
    });
    telemetry.standings(this::standings);
    telemetry.sources(this::sources);
    telemetry.traffic(() -> traffic.splitStates(), () -> traffic.mirrorStates());
  }

  /** How the pools and their backends stand. */
  private Map<String, PoolState> standings() {
    Map<String, PoolState> all = new LinkedHashMap<>();
    upstreams.forEach((name, upstream) -> all.put(name, upstream.pool().state()));
    return all;
  }

  /** How it stands with what the backends of each pool are learnt from. */
  private Map<String, List<SourceState>> sources() {
    Map<String, List<SourceState>> all = new LinkedHashMap<>();
    upstreams.forEach((name, upstream) -> all.put(name, upstream.pool().sources()));
    return all;
  }

  /** The listeners, in the order of the configuration. */
  public List<Listener> listeners() {
    return List.copyOf(listeners);
  }

  /** The address of the admin listener, null if there is none. */
  public @Nullable InetSocketAddress adminAddress() {
    return admin == null ? null : admin.address();
  }

  /**
   * Ends in order: is no longer ready, accepts no more, has running requests finish, for {@code
   * patience} at most, and closes. Blocks.
   */
  public void stop(Duration patience) {
    ready = false;
    listeners.forEach(
        Listener::stopAccepting); // first: who is told to go would come again, and be cut
    listeners.forEach(Listener::drain);
    awaitConnections(patience);
    listeners.forEach(Listener::closeConnections);
    upstreams.values().forEach(upstream -> upstream.stop(resolver));
    files.close();
    refresher.close();
    resolver.close();
    loops.stop();
    prepared.close();
    spill.close();
    if (accessLog != null) {
      accessLog.close();
    }
    if (admin != null) {
      admin.close();
    }
    telemetry.close();
  }

  private void awaitConnections(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    int open = open(listeners);
    if (open > 0) {
      LOG.info("draining {} connections, for {} s at most", open, patience.toSeconds());
    }
    try {
      while (open(listeners) > 0 && System.nanoTime() - deadline < 0) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int left = open(listeners);
    if (left > 0) {
      LOG.warn("{} connections did not end in time and are cut", left);
    }
  }

  private static int open(List<Listener> listeners) {
    return listeners.stream().mapToInt(Listener::connections).sum();
  }
}
