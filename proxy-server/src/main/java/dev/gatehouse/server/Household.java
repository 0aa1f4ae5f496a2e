package dev.gatehouse.server;

import dev.gatehouse.core.filter.split.Split;
import dev.gatehouse.core.filter.split.SplitState;
import dev.gatehouse.core.health.Standing;
import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.listen.Listener;
import dev.gatehouse.core.transport.listen.OpenSockets;
import dev.gatehouse.server.compile.Upstream;
import dev.gatehouse.server.reload.ReloadResult;
import dev.gatehouse.server.restart.Entrance;
import dev.gatehouse.server.restart.Heritage;
import dev.gatehouse.server.restart.KeptSockets;
import dev.gatehouse.server.restart.Place;
import dev.gatehouse.server.restart.Succession;
import dev.gatehouse.server.restart.Watchdog;
import dev.gatehouse.tls.TlsState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server among processes: what it took over from the one before, what its supervisor hears of it,
 * and what it hands over to the one that follows.
 *
 * <p>Used by the thread that starts and stops the server, and by that of the {@link Succession}.
 */
final class Household implements Succession.House {
  private static final Logger LOG = LoggerFactory.getLogger(Household.class);

  /** The admin listener, which has an address that only one process can have. */
  interface Admin {
    void open() throws IOException;

    void close();
  }

  private final Place place;
  private final TlsState tls;
  private final Live live;
  private final Admin admin;
  private final CountDownLatch followed = new CountDownLatch(1);
  private volatile Set<String> handedOver = Set.of();
  private volatile @Nullable KeptSockets kept;
  private @Nullable Succession succession;
  private @Nullable Watchdog watchdog;

  Household(Place place, TlsState tls, Live live, Admin admin) {
    this.place = place;
    this.tls = tls;
    this.live = live;
    this.admin = admin;
  }

  OpenSockets sockets() {
    return place.entrance().sockets();
  }

  // ---- the beginning

  /** What operators and the watch over canaries have decided goes on to hold. */
  void inherit() {
    Heritage heritage = place.entrance().heritage();
    for (Heritage.TakenOut each : heritage.backends()) {
      Upstream upstream = live.upstreams().get(each.pool());
      if (upstream != null) {
        Switch state = Switch.valueOf(each.state().toUpperCase(Locale.ROOT));
        upstream.pool().set(each.backend(), state).awaitUninterruptibly();
      }
    }
    for (Heritage.Split each : heritage.splits()) {
      Split split = live.traffic().find(each.route());
      if (split != null) {
        split.stayRolledBack(each.rolledBack());
      }
    }
  }

  /** All is there but the admin listener. */
  void prepared() throws Entrance.Refused {
    place.entrance().prepared();
  }

  /** All is there. */
  void ready() throws Entrance.Refused {
    place.entrance().ready();
  }

  /** Clients are let in. */
  void serving(EventLoops loops) {
    KeptSockets sockets =
        new KeptSockets(place.manager(), place.environment(), place.entrance().kept());
    place.entrance().close();
    sockets.keep(live.listeners());
    kept = sockets;
    place.manager().ready(status());
    watchdog = new Watchdog(place.manager(), loops);
    succession = Succession.begin(place.pid(), this, place.successor());
  }

  private String status() {
    return "serving on " + live.listeners().size() + " listeners";
  }

  // ---- reloads

  void reloading() {
    place.manager().reloading();
  }

  void reloaded(ReloadResult result) {
    KeptSockets sockets = kept;
    if (sockets != null) {
      sockets.keep(live.listeners());
    }
    place
        .manager()
        .ready(
            switch (result) {
              case ReloadResult.Done done -> status() + "; reloaded: " + done.changes();
              case ReloadResult.Refused refused ->
                  status() + "; not reloaded: " + refused.problems().getFirst();
            });
  }

  // ---- the succession

  @Override
  public @Nullable String hold() {
    if (live.listeners().stream().anyMatch(each -> each.descriptor().isEmpty())) {
      return "its sockets cannot be handed over (transport, expected: epoll)";
    }
    if (!live.settings().demo().backends().isEmpty()) {
      return "the backends of its demonstration cannot be handed over";
    }
    live.refuseReloads();
    return null;
  }

  @Override
  public List<Succession.Door> doors() {
    Set<String> stay = keptNames();
    List<Succession.Door> doors = new ArrayList<>();
    for (Listener each : live.listeners()) {
      int descriptor = each.descriptor().orElseThrow();
      doors.add(new Succession.Door(each.name(), descriptor, stay.contains(each.name())));
    }
    return doors;
  }

  private Set<String> keptNames() {
    KeptSockets sockets = kept;
    return sockets == null ? Set.of() : sockets.among(live.listeners());
  }

  @Override
  public Heritage heritage() {
    List<Heritage.TakenOut> out = new ArrayList<>();
    live.upstreams()
        .forEach((pool, upstream) ->
            upstream.pool().state().backends().stream()
                .filter(each ->
                    each.standing().equals(Standing.DRAINING.code())
                        || each.standing().equals(Standing.DOWN.code()))
                .map(each -> new Heritage.TakenOut(pool, each.backend(), each.standing()))
                .distinct()
                .forEach(out::add));
    List<Heritage.Split> splits = new ArrayList<>();
    for (SplitState each : live.traffic().splitStates()) {
      if (each.rolledBack() != null) {
        splits.add(new Heritage.Split(each.route(), each.rolledBack()));
      }
    }
    return new Heritage(tls.heritage(), out, splits);
  }

  @Override
  public void makeRoom() {
    admin.close();
  }

  @Override
  public void goOn() {
    try {
      admin.open();
    } catch (IOException e) {
      LOG.error("the admin listener is gone, everything else serves: {}", e.getMessage());
    }
    live.allowReloads();
  }

  @Override
  public void leave(long pid, List<String> doors) {
    LOG.info("process {} serves from now on", pid);
    place.manager().succeededBy(pid);
    handedOver = Set.copyOf(doors);
    followed.countDown();
  }

  /** Waits until another process serves in the place of this one. */
  void awaitFollowed() throws InterruptedException {
    followed.await();
  }

  // ---- the end

  /** Parts with all clients; blocks for up to {@code patience}. */
  void depart(Duration patience) {
    Succession waiting = succession;
    if (waiting != null) {
      waiting.close();
    }
    List<Listener> listeners = live.listeners();
    if (handedOver.isEmpty()) {
      place.manager().stopping("draining", patience.plusSeconds(10));
    }
    new Departure(listeners, handedOver, keptNames()).run(patience);
  }

  /** Nothing is left to watch over. */
  void close() {
    if (watchdog != null) {
      watchdog.close();
    }
    place.entrance().close();
  }
}
