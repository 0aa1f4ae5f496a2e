package dev.gatehouse.server;

import dev.gatehouse.cache.store.DiskTier;
import dev.gatehouse.core.runtime.Dispatcher;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.Transport;
import dev.gatehouse.core.transport.listen.BurstLog;
import dev.gatehouse.core.transport.listen.Listener;
import dev.gatehouse.core.transport.listen.ServerTls;
import dev.gatehouse.core.transport.listen.Shedding;
import dev.gatehouse.core.transport.resolve.NettyNameResolver;
import dev.gatehouse.server.accesslog.AccessLog;
import dev.gatehouse.server.accesslog.CurrentLog;
import dev.gatehouse.server.admin.Action;
import dev.gatehouse.server.admin.AdminServer;
import dev.gatehouse.server.admin.BackendSwitch;
import dev.gatehouse.server.admin.CacheView;
import dev.gatehouse.server.admin.DiscoveryView;
import dev.gatehouse.server.admin.Endpoint;
import dev.gatehouse.server.admin.ProcessView;
import dev.gatehouse.server.admin.ReloadAnswer;
import dev.gatehouse.server.admin.ReopenAction;
import dev.gatehouse.server.admin.RollbackAction;
import dev.gatehouse.server.admin.SplitSwitch;
import dev.gatehouse.server.admin.TimelineView;
import dev.gatehouse.server.admin.UpgradeAction;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.compile.Shared;
import dev.gatehouse.server.compile.Upstream;
import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.plan.RequestKeys;
import dev.gatehouse.server.reload.ConfigurationSource;
import dev.gatehouse.server.reload.Occasion;
import dev.gatehouse.server.reload.ReloadResult;
import dev.gatehouse.server.restart.Entrance;
import dev.gatehouse.server.restart.Place;
import dev.gatehouse.server.restart.Successor;
import dev.gatehouse.server.telemetry.Telemetry;
import dev.gatehouse.server.timeline.Timeline;
import dev.gatehouse.server.tracing.Tracing;
import dev.gatehouse.tls.JdkServerTls;
import dev.gatehouse.tls.TlsState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private static final Logger LOG = LoggerFactory.getLogger(GatehouseServer.class);

  private final GatehouseSettings settings;
  private final @Nullable JdkServerTls adminTls;
  private final EventLoops loops;
  private final Telemetry telemetry;
  private final CurrentLog log;
  private final Timeline timeline;
  private final Tracing tracing;
  private final ProcessLimits limits;
  private final BurstLog bursts = new BurstLog();
  private final Shedding shedding;
  private final NettyNameResolver resolver = NettyNameResolver.start();
  private final Live live;
  private final Insight insight;
  private final Meters meters;
  private final Household household;
  private final Successor successor;
  private final ProcessView process;
  private final Reloads reloads;
  private final Overview overview;
  private volatile @Nullable AdminServer admin;
  private volatile boolean ready;

  private GatehouseServer(
      Prepared prepared,
      TlsState tlsState,
      @Nullable ConfigurationSource source,
      EventLoops loops,
      @Nullable AccessLog accessLog,
      String version,
      Place place) {
    this.settings = prepared.settings();
    this.adminTls = prepared.tls().admin();
    this.loops = loops;
    this.log = new CurrentLog(accessLog);
    this.telemetry = new Telemetry(loops.loops().size(), version);
    this.timeline = new Timeline(settings.timeline(), loops.loops().size());
    this.tracing = new Tracing(version);
    this.limits = ProcessLimits.of(settings);
    this.shedding = Shedding.start(loops, limits.memory());
    Shared shared =
        new Shared(
            loops,
            telemetry,
            log,
            timeline,
            tracing,
            limits.memory(),
            limits.spill(),
            limits.cache(),
            new RequestKeys(loops.loops(), settings.plan()));
    this.live = new Live(prepared, shared, limits, log, resolver, this::setup);
    this.insight = new Insight(live, shared, source == null ? Path.of("") : source.base());
    this.meters = new Meters(live::upstreams, live::traffic);
    this.overview = new Overview(version, meters, telemetry, limits.memory(), () -> ready);
    this.process = new ProcessView(place, version);
    this.successor = place.successor();
    this.household =
        new Household(
            place,
            tlsState,
            live,
            new Household.Admin() {
              @Override
              public void open() throws IOException {
                openAdmin();
              }

              @Override
              public void close() {
                closeAdmin();
              }
            });
    this.reloads =
        new Reloads(live, source, tlsState, household, prepared.origin(), this::epochMillis);
  }

  /**
   * Starts everything that a configuration asks for, or nothing.
   *
   * @param prepared without errors; closed with the server
   * @param source where the configuration can be read again; null: nowhere
   * @param clock what every event loop takes its times from
   * @param place where it stands among processes
   * @throws StartFailed if an address cannot be bound or the access log not be opened; the message
   *     is for the operator
   */
  public static GatehouseServer start(
      Prepared prepared,
      TlsState tlsState,
      @Nullable ConfigurationSource source,
      String version,
      Clock clock,
      Place place)
      throws StartFailed {
    GatehouseSettings settings = prepared.settings();
    Transport transport;
    try {
      transport = Transport.choose(settings.transport());
    } catch (IllegalStateException e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
    if (place.entrance().hasSockets() && !transport.adopts()) {
      throw new StartFailed(
          "transport: "
              + transport.name()
              + " (expected: epoll, to use sockets that are open already)");
    }
    int cores = Runtime.getRuntime().availableProcessors();
    EventLoops loops = EventLoops.start(transport, cores, clock);
    LOG.info(
        "transport {} ({}), {} event loops, TLS by {}",
        transport.name(),
        transport.reason(),
        cores,
        tlsState.engine().describe());
    GatehouseServer server;
    try {
      server =
          new GatehouseServer(
              prepared,
              tlsState,
              source,
              loops,
              AccessLog.open(settings.accessLog(), cores),
              version,
              place);
    } catch (IOException e) {
      loops.stop();
      throw new StartFailed("access-log: " + AccessLog.cannotOpen(settings.accessLog(), e), e);
    }
    try {
      server.open();
    } catch (Doors.CannotOpen | IOException | Entrance.Refused e) {
      server.stop(Duration.ZERO);
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
    return server;
  }

  private void open() throws Doors.CannotOpen, IOException, Entrance.Refused {
    meters.describe(telemetry, limits, shedding, log);
    telemetry.certificates(live::certificates);
    DiskTier disk = limits.cache().store().disk();
    if (disk != null) {
      DiskMeters.describe(telemetry, disk);
    }
    reloads.describe(telemetry);
    Meters.describe(telemetry, timeline, tracing);
    telemetry.counter(
        "gatehouse.admin.wrong.tokens",
        "Wrong tokens shown to the admin listener.",
        this::wrongTokens);
    live.startPools();
    household.inherit();
    live.bind();
    household.prepared();
    openAdmin();
    household.ready();
    live.open();
    reloads.begin();
    bursts.start(loops);
    ready = true;
    household.serving(loops);
  }

  private void openAdmin() throws IOException {
    if (settings.admin() != null && admin == null) {
      AdminServer opened =
          AdminServer.start(settings.admin(), this::admin, adminTls, endpoints(), actions());
      LOG.info("admin on {}", Doors.bound(settings.admin().address(), opened.address()));
      admin = opened;
    }
  }

  /** What is in force of the admin listener's settings; a reload does not take all away. */
  private AdminSettings admin() {
    return Objects.requireNonNull(live.settings().admin());
  }

  private long wrongTokens() {
    AdminServer open = admin;
    return open == null ? 0 : open.wrongTokens();
  }

  private void closeAdmin() {
    AdminServer open = admin;
    admin = null;
    if (open != null) {
      open.close();
    }
  }

  private Listener.Setup setup(
      Dispatcher dispatcher, LimitSettings bounds, String listener, @Nullable ServerTls tls) {
    return new Listener.Setup(
        listener,
        loops,
        dispatcher,
        bounds,
        limits.connections(),
        telemetry.listener(listener),
        bursts,
        shedding,
        household.sockets(),
        tls);
  }

  /**
   * Reads the configuration again and serves by it; if something is wrong with it, what served goes
   * on serving. No request is lost. Blocks; from any thread.
   */
  public ReloadResult reload(Occasion by) {
    return reloads.reload(by);
  }

  /**
   * Opens the access log's file anew, for whoever has renamed it. Does not wait; from any thread.
   *
   * @return whether there is an access log
   */
  public boolean reopenLog() {
    boolean reopened = log.reopen();
    if (reopened) {
      LOG.info("the access log is opened anew: {}", live.settings().accessLog().target());
    }
    return reopened;
  }

  private Map<String, Endpoint> endpoints() {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("/metrics", Endpoint.metrics(telemetry));
    endpoints.put("/health/live", Endpoint.live());
    endpoints.put("/health/ready", Endpoint.ready(() -> ready));
    endpoints.put("/api/v1/process", Endpoint.json(process::now));
    endpoints.put("/api/v1/overview", overview.endpoint());
    endpoints.put("/api/v1/pools", Endpoint.json(meters::standings));
    endpoints.put(
        "/api/v1/discovery",
        Endpoint.json(() -> DiscoveryView.of(meters.sources(), Clock.SYSTEM.nanos())));
    endpoints.put("/api/v1/splits", Endpoint.json(() -> live.traffic().splitStates()));
    endpoints.put(
        "/api/v1/cache",
        Endpoint.json(() -> CacheView.of(limits.cache(), telemetry.cacheTallies())));
    endpoints.put(
        "/api/v1/timeline", Endpoint.json(ask -> TimelineView.of(timeline, ask.parameters())));
    endpoints.put("/api/v1/config", Endpoint.json(reloads::view));
    endpoints.put("/api/v1/config/history", Endpoint.json(reloads::history));
    endpoints.putAll(insight.endpoints());
    return endpoints;
  }

  private Map<String, Action> actions() {
    Action backends =
        new BackendSwitch(name -> {
          Upstream upstream = live.upstreams().get(name);
          return upstream == null ? null : upstream.pool();
        });
    Map<String, Action> actions = new LinkedHashMap<>();
    actions.put("/api/v1/backends", backends);
    actions.put("/api/v1/splits", new SplitSwitch(route -> live.traffic().find(route)));
    actions.putAll(insight.actions());
    actions.put("/api/v1/log/reopen", new ReopenAction(this::reopenLog));
    actions.put("/api/v1/reload", _ -> ReloadAnswer.of(reloads.reload(Occasion.API)));
    actions.put("/api/v1/rollback", new RollbackAction(reloads::rollBack));
    actions.put("/api/v1/upgrade", new UpgradeAction(successor));
    return actions;
  }

  private long epochMillis() {
    return loops.loops().getFirst().clock().epochMillis();
  }

  /** The listeners, in the order of the configuration. */
  public List<Listener> listeners() {
    return live.listeners();
  }

  /** The address of the admin listener, null if there is none. */
  public @Nullable InetSocketAddress adminAddress() {
    AdminServer open = admin;
    return open == null ? null : open.address();
  }

  /** Waits until another process serves in the place of this one, which is then to stop. */
  public void awaitFollowed() throws InterruptedException {
    household.awaitFollowed();
  }

  /** Ends as {@link #stop(Duration)} does, with the patience of the configuration. */
  public void stop() {
    stop(live.settings().drain().timeout());
  }

  /**
   * Ends in order: is no longer ready, accepts no more, has running requests finish, for {@code
   * patience} at most, and closes. Blocks.
   */
  public void stop(Duration patience) {
    ready = false;
    live.refuseReloads();
    reloads.close();
    household.depart(patience);
    live.stopPools();
    resolver.close();
    loops.stop();
    live.close();
    limits.cache().close();
    limits.spill().close();
    tracing.close();
    log.close();
    closeAdmin();
    overview.close();
    household.close();
    telemetry.close();
  }
}
