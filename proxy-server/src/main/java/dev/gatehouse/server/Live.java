package dev.gatehouse.server;

import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.runtime.Dispatcher;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.transport.listen.Listener;
import dev.gatehouse.core.transport.listen.ServerTls;
import dev.gatehouse.core.transport.resolve.NettyNameResolver;
import dev.gatehouse.server.accesslog.AccessLog;
import dev.gatehouse.server.accesslog.CurrentLog;
import dev.gatehouse.server.compile.Compiler;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.compile.Shared;
import dev.gatehouse.server.compile.Traffic;
import dev.gatehouse.server.compile.Upstream;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.discovery.FileWatcher;
import dev.gatehouse.server.reload.Changes;
import dev.gatehouse.server.reload.Retired;
import dev.gatehouse.server.trial.Course;
import dev.gatehouse.tls.CertificateInfo;
import dev.gatehouse.tls.TlsRefresher;
import dev.gatehouse.tls.TlsRefresher.Refreshable;
import dev.gatehouse.tls.TlsState;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that serves, and its replacement by another without a lost request: everything
 * that can fail is done first; then new requests meet the new snapshot, and those under way finish
 * with the one they began with.
 *
 * <p>Changed by one thread at a time, guarded by itself; what serves is read by any.
 */
final class Live {
  /** How long a start or a reload waits for name servers. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  private final Shared shared;
  private final NettyNameResolver resolver;
  private final Dispatcher dispatcher;
  private final Setups setups;
  private final ProcessLimits limits;
  private final CurrentLog log;
  private final TlsRefresher refresher = new TlsRefresher(TlsRefresher.PERIOD);
  private final FileWatcher files = new FileWatcher();
  private final Retired retired;
  private final Prepared first;
  private volatile Generation generation;
  private volatile Doors doors = Doors.none();
  private boolean stopped;

  /** What came of an attempt to serve by another configuration. */
  sealed interface Attempt {}

  /** It serves, though some of it is hardly meant. */
  record Taken(Changes changes, List<Problem> warnings) implements Attempt {}

  /** It cannot be used: what served before goes on. */
  record Refused(List<Problem> problems) implements Attempt {}

  /** What listeners are bound with, of the dispatcher of all requests and what is configured. */
  interface Setups {
    Listener.Setup of(
        Dispatcher dispatcher, LimitSettings limits, String listener, @Nullable ServerTls tls);
  }

  /**
   * Compiles the first configuration; starts nothing.
   *
   * @param first without errors
   */
  Live(
      Prepared first,
      Shared shared,
      ProcessLimits limits,
      CurrentLog log,
      NettyNameResolver resolver,
      Setups setups) {
    this.first = first;
    this.shared = shared;
    this.resolver = resolver;
    this.retired = new Retired(resolver.executor());
    this.generation =
        Generation.first(
            first, new Compiler(first, shared, Traffic.NONE).compile(Map.of(), Map.of()));
    this.dispatcher = new Dispatcher(generation.snapshot());
    this.setups = setups;
    this.limits = limits;
    this.log = log;
  }

  /**
   * Starts the pools, and waits a moment for their names so that the first requests find backends;
   * a name that does not resolve keeps nobody from starting.
   */
  synchronized void startPools() {
    generation.refreshables().forEach(refresher::add);
    shared.observe(settings());
    start(generation.upstreams().values(), first);
    resolver.executor().scheduleWithFixedDelay(() -> traffic().look(), 1, 1, TimeUnit.SECONDS);
  }

  /** Binds the listeners, but lets nobody in yet. */
  synchronized void bind() throws Doors.CannotOpen {
    GatehouseSettings settings = generation.settings();
    doors = Doors.none().next(settings.listeners(), generation.stores(), setups(settings.limits()));
  }

  /** Lets clients in. */
  synchronized void open() {
    doors.enter(Doors.none(), generation.settings().limits(), generation.stores());
  }

  private BiFunction<String, @Nullable ServerTls, Listener.Setup> setups(LimitSettings bounds) {
    return (name, tls) -> setups.of(dispatcher, bounds, name, tls);
  }

  private void start(Collection<Upstream> upstreams, Prepared prepared) {
    long end = System.nanoTime() + FIRST_LOOK.toNanos();
    List<Future<?>> looks =
        upstreams.stream().<Future<?>>map(each -> each.start(resolver)).toList();
    for (Future<?> look : looks) {
      look.awaitUninterruptibly(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
    upstreams.forEach(each -> files.add(each.pool(), prepared.files()));
  }

  /** What serves now. */
  Generation generation() {
    return generation;
  }

  GatehouseSettings settings() {
    return generation.settings();
  }

  Map<String, Upstream> upstreams() {
    return generation.upstreams();
  }

  Traffic traffic() {
    return generation.traffic();
  }

  /** The certificates in use, by listener. */
  Map<String, List<CertificateInfo>> certificates() {
    Map<String, List<CertificateInfo>> all = new LinkedHashMap<>();
    generation.stores().forEach((name, store) -> all.put(name, store.certificates()));
    return all;
  }

  List<Listener> listeners() {
    return doors.listeners();
  }

  // ---- reload

  /**
   * Serves by another configuration, unless something is wrong with it. Blocks.
   *
   * @param base what relative paths in it start from
   */
  synchronized Attempt reload(Loaded.Valid valid, Path base, TlsState state) {
    List<Problem> fixed =
        Changes.needRestart(settings(), valid.settings()).stream()
            .map(key -> valid.positions().problem(key, "has changed", "what it was, or a restart"))
            .toList();
    if (!fixed.isEmpty()) {
      return new Refused(fixed);
    }
    if (stopped) {
      Problem ending =
          valid
              .positions()
              .problem("", "the server is ending, or another process takes its place", null);
      return new Refused(List.of(ending));
    }
    RouteTable<RouteSettings> table = Course.table(valid.settings(), generation.table());
    Prepared prepared = Prepared.of(valid, base, state, table);
    boolean taken = false;
    try {
      if (!prepared.errors().isEmpty()) {
        return new Refused(prepared.errors());
      }
      Changes changes = take(prepared);
      taken = true;
      return new Taken(changes, prepared.warnings());
    } catch (IOException e) {
      String why = AccessLog.cannotOpen(valid.settings().accessLog(), e);
      return new Refused(List.of(valid.positions().problem("access-log", why, null)));
    } catch (Doors.CannotOpen e) {
      String place = "listeners." + e.listener() + ".address";
      String message = String.valueOf(e.getMessage());
      return new Refused(List.of(valid.positions().problem(place, message, null)));
    } finally {
      if (!taken) {
        prepared.close();
      }
    }
  }

  private Changes take(Prepared prepared) throws Doors.CannotOpen, IOException {
    Generation before = generation;
    Doors doorsBefore = doors;
    Compiler.Compiled compiled =
        new Compiler(prepared, shared, before.traffic())
            .compile(before.upstreams(), before.routes());
    Generation next = before.next(prepared, compiled);
    GatehouseSettings settings = next.settings();
    boolean otherLog = !settings.accessLog().equals(before.settings().accessLog());
    AccessLog nextLog =
        otherLog ? AccessLog.open(settings.accessLog(), shared.loops().loops().size()) : null;
    Doors nextDoors;
    try {
      nextDoors = doorsBefore.next(settings.listeners(), next.stores(), setups(settings.limits()));
    } catch (Doors.CannotOpen e) {
      close(nextLog);
      throw e;
    }
    // From here on nothing fails.
    List<Upstream> fresh = new ArrayList<>(next.upstreams().values());
    fresh.removeAll(before.upstreams().values());
    start(fresh, prepared);
    limits.change(settings);
    shared.observe(settings);
    dispatcher.swap(next.snapshot());
    nextDoors.enter(doorsBefore, settings.limits(), next.stores());
    if (otherLog) {
      AccessLog logBefore = log.swap(nextLog);
      awaitLoops();
      close(logBefore);
    }
    generation = next;
    doors = nextDoors;
    retire(doorsBefore.without(nextDoors), settings.drain().timeout());
    retire(before, next, prepared);
    Set<String> routes =
        next.settings().routes().stream().map(RouteSettings::name).collect(Collectors.toSet());
    shared.telemetry().retain(routes, next.upstreams().keySet());
    return Changes.of(before.settings(), before.upstreams(), next.settings(), next.upstreams());
  }

  /** Waits until every loop has ended what it was doing: it has seen by then what is new. */
  private void awaitLoops() {
    List<Future<?>> turns = new ArrayList<>();
    for (LoopScope each : shared.loops().loops()) {
      turns.add(each.executor().submit(() -> {}));
    }
    turns.forEach(Future::awaitUninterruptibly);
  }

  private static void close(@Nullable AccessLog log) {
    if (log != null) {
      log.close();
    }
  }

  private void retire(List<Listener> closing, Duration patience) {
    Listener.stopAccepting(closing, patience);
    closing.forEach(Listener::drain);
    closing.forEach(each -> retired.add(patience, each::closeConnections));
  }

  private void retire(Generation before, Generation next, Prepared prepared) {
    before
        .upstreams()
        .forEach((name, was) -> {
          Upstream now = next.upstreams().get(name);
          if (now != was) {
            files.remove(was.pool());
          }
          if (now == null) {
            was.stop(resolver);
          } else if (now != was) {
            was.giveWay(now);
          }
        });
    Set<Refreshable> used = new HashSet<>(next.refreshables());
    Set<Refreshable> known = new HashSet<>(before.refreshables());
    Duration patience = next.settings().drain().timeout();
    for (Refreshable old : known) {
      if (!used.contains(old)) {
        refresher.remove(old);
        retired.add(patience, old::close); // handshakes under way may still need it
      }
    }
    used.stream().filter(each -> !known.contains(each)).forEach(refresher::add);
    List<Refreshable> loaded = new ArrayList<>(prepared.tls().listeners().values());
    loaded.addAll(prepared.tls().pools().values());
    loaded.stream().filter(each -> !used.contains(each)).forEach(Refreshable::close);
  }

  // ---- the end

  /** Refuses reloads from now on; one that is under way is over when this returns. */
  synchronized void refuseReloads() {
    stopped = true;
  }

  /** Allows reloads again. */
  synchronized void allowReloads() {
    stopped = false;
  }

  /** Stops pools and closes their connections. */
  synchronized void stopPools() {
    retired.close();
    files.close();
    generation.upstreams().values().forEach(upstream -> upstream.stop(resolver));
    refresher.close();
  }

  /** Closes certificates and trust, when no event loop runs any more. */
  synchronized void close() {
    generation.refreshables().forEach(Refreshable::close);
  }
}
