package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.filter.split.SplitState.RolledBack;
import dev.gatehouse.core.http.Cookies;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What changes about a split while it serves: whose turn it is, what has been counted, and whether
 * its canary still has a share. It outlives configurations that do not change it.
 *
 * <p>Shared: event loops read the shares and count; the control plane compares; operators decide.
 */
public final class Split {
  private static final Logger LOG = LoggerFactory.getLogger(Split.class);
  private static final int WHYS = Why.values().length;
  private static final String OPERATOR = "operator";

  private final String route;
  private final SplitSettings settings;
  private final List<String> names;
  private final int control;
  private final int canary;
  private final Shares configured;
  private final AtomicLong turn = new AtomicLong(1);
  private final Tallies counts;
  private final Tallies controlTallies;
  private final Tallies canaryTallies;
  private final Clock clock;
  private volatile Shares shares;
  private volatile @Nullable RolledBack rolledBack;
  private @Nullable Comparison comparison;

  /**
   * @param route the name of the route it belongs to
   * @param loops the number of event loops
   */
  public Split(String route, SplitSettings settings, int loops, Clock clock) {
    this.route = route;
    this.settings = settings;
    this.names = settings.names();
    this.control = names.indexOf(settings.control());
    this.canary = names.indexOf(settings.canary());
    this.configured = Shares.of(settings.weights());
    this.shares = configured;
    this.counts = new Tallies(loops, names.size() * WHYS + 1);
    int cells = settings.rollback() == null ? 0 : Performance.CELLS;
    this.controlTallies = new Tallies(loops, cells);
    this.canaryTallies = new Tallies(loops, cells);
    this.clock = clock;
    compareAnew();
  }

  public SplitSettings settings() {
    return settings;
  }

  /** The name of the route it belongs to. */
  public String route() {
    return route;
  }

  // ---- event loops

  Shares shares() {
    return shares;
  }

  /** The position of the next request that has none of its own. */
  long next() {
    return Positions.nth(turn.getAndIncrement());
  }

  /** The pool of that name; -1 if it is none of these. */
  int indexOf(String pool) {
    return names.indexOf(pool);
  }

  void count(int loop, int pool, Why why) {
    counts.count(loop, pool * WHYS + why.ordinal());
  }

  void ignoredOverride(int loop) {
    counts.count(loop, names.size() * WHYS);
  }

  /** Who is to be told of the end of a pool's exchanges; null if nobody compares it. */
  @Nullable ExchangeObserver observer(int pool) {
    if (settings.rollback() == null || (pool != control && pool != canary)) {
      return null;
    }
    return new PerformanceObserver(pool == control ? controlTallies : canaryTallies);
  }

  /**
   * The name of the pool that {@code exchange} would surely get, without counting it: the one it
   * names, or the one at the place where its client stands; null where the weights decide.
   */
  public @Nullable String foresee(Exchange exchange) {
    Headers headers = exchange.request().headers();
    String named = settings.override() == null ? null : settings.override().named(headers);
    if (named != null && names.contains(named)) {
      return named;
    }
    long position =
        switch (settings.sticky()) {
          case null -> Positions.NONE;
          case Sticky.ClientIp _ -> Positions.ofAddress(exchange.clientAddress());
          case Sticky.Cookie cookie -> {
            String token = Cookies.value(headers, cookie.cookie());
            yield token == null ? Positions.NONE : Positions.parse(token);
          }
        };
    return position == Positions.NONE ? null : names.get(shares.at(position));
  }

  // ---- the control plane

  /** Compares, and takes the canary's share away if it is worse. From any thread. */
  public synchronized void look() {
    Comparison compared = comparison;
    if (compared != null && rolledBack == null) {
      Comparison.Finding finding =
          compared.look(
              Performance.of(controlTallies), Performance.of(canaryTallies), clock.nanos());
      if (finding != null) {
        take(finding.sign().word(), finding.why());
      }
    }
  }

  /** An operator takes the canary's share away. From any thread. */
  public synchronized void rollBack() {
    if (rolledBack == null) {
      take(OPERATOR, "an operator has said so");
    }
  }

  /**
   * The canary's share stays taken away, as it was in the process before this one. From any thread.
   */
  public synchronized void stayRolledBack(SplitState.RolledBack before) {
    rolledBack = before;
    shares = configured.without(canary, control);
  }

  /** The canary gets its share again, and is judged by what it does from here on. */
  public synchronized void resume() {
    if (rolledBack != null) {
      rolledBack = null;
      shares = configured;
      compareAnew();
      LOG.info(
          "route {}: pool {} has its weight of {} again, as an operator has said",
          route,
          names.get(canary),
          configured.weight(canary));
    }
  }

  private void take(String by, String why) {
    rolledBack = new RolledBack(Instant.ofEpochMilli(clock.epochMillis()).toString(), by, why);
    shares = configured.without(canary, control);
    LOG.warn(
        "route {}: rolled back pool {} from weight {} to 0, {} gets its share: {}: {}",
        route,
        names.get(canary),
        configured.weight(canary),
        names.get(control),
        by,
        why);
  }

  private synchronized void compareAnew() {
    RollbackSettings rollback = settings.rollback();
    if (rollback != null) {
      Comparison begun = new Comparison(rollback, Comparison.ALPHA);
      begun.begin(Performance.of(controlTallies), Performance.of(canaryTallies), clock.nanos());
      comparison = begun;
    }
  }

  /** How it stands. From any thread. */
  public SplitState state() {
    Shares now = shares;
    List<SplitState.Pool> pools = new ArrayList<>();
    for (int pool = 0; pool < names.size(); pool++) {
      Map<String, Long> requests = new LinkedHashMap<>();
      for (Why why : Why.values()) {
        requests.put(why.word(), counts.sum(pool * WHYS + why.ordinal()));
      }
      pools.add(
          new SplitState.Pool(
              names.get(pool),
              configured.weight(pool),
              now.weight(pool),
              requests,
              compared(pool)));
    }
    return new SplitState(
        route,
        names.get(control),
        names.get(canary),
        settings.rollback() != null,
        rolledBack,
        pools,
        counts.sum(names.size() * WHYS));
  }

  private SplitState.@Nullable Compared compared(int pool) {
    if (settings.rollback() == null || (pool != control && pool != canary)) {
      return null;
    }
    Tallies tallies = pool == control ? controlTallies : canaryTallies;
    return new SplitState.Compared(
        tallies.sum(Performance.REQUESTS), tallies.sum(Performance.FAILED));
  }
}
