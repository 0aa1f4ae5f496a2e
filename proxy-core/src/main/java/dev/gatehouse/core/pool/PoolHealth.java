package dev.gatehouse.core.pool;

import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.health.Health;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.health.Selection;
import dev.gatehouse.core.health.Standing;
import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.time.Clock;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of a pool's backends: has them probed, ejects those that fail requests and takes them
 * back, heeds the operator, and says when the selection of those that may be picked has changed.
 *
 * <p>Confined to the control plane's executor.
 */
final class PoolHealth {
  /** How often rates of failure are looked at. */
  private static final long RATE_MILLIS = 10_000;

  /** How often the shares of backends that warm up grow. */
  private static final long WARMING_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(PoolHealth.class);

  private final String pool;
  private final HealthSettings settings;
  private final Prober prober;
  private final EventExecutor control;
  private final Clock clock;
  private final Runnable changed;
  private List<Watched> watched = List.of(); // replaced, never changed: who walks it may cause that
  private @Nullable Future<?> rates;
  private @Nullable Future<?> warming;
  private Selection.Mode mode = Selection.Mode.NORMAL;
  private boolean stopped;
  private List<Watched> inherited = List.of();

  /**
   * @param changed told when {@link #select} would say something else than before
   */
  PoolHealth(
      String pool,
      HealthSettings settings,
      Prober prober,
      EventExecutor control,
      Clock clock,
      Runnable changed) {
    this.pool = pool;
    this.settings = settings;
    this.prober = prober;
    this.control = control;
    this.clock = clock;
    this.changed = changed;
  }

  void start() {
    if (settings.passive().failureRate().hundredths() > 0) {
      rates =
          control.scheduleWithFixedDelay(
              this::lookAtRates, RATE_MILLIS, RATE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  void stop() {
    stopped = true;
    watched.forEach(Watched::stop);
    if (rates != null) {
      rates.cancel(false);
    }
    if (warming != null) {
      warming.cancel(false);
    }
  }

  /**
   * Takes over who the pool's backends are; those that stay keep what is known of them, those that
   * are new are probed at once.
   *
   * @param late whether the pool serves already: then new ones get a growing part of their share
   */
  void follow(List<Backend> backends, boolean late) {
    List<Watched> next = new ArrayList<>();
    List<Watched> fresh = new ArrayList<>();
    for (Backend backend : backends) {
      Watched known = find(backend);
      if (known == null) {
        known = meet(backend, late);
        fresh.add(known);
      }
      next.add(known);
    }
    for (Watched before : watched) {
      if (!next.contains(before)) {
        before.stop();
      }
    }
    watched = List.copyOf(next);
    fresh.forEach(this::probe);
    growShares();
  }

  private Watched meet(Backend backend, boolean late) {
    Watched before = heir(backend);
    long now = clock.nanos();
    if (before == null) {
      Watched fresh = new Watched(backend, new Health(settings));
      if (late) {
        fresh.health.join(now);
        fresh.stands(fresh.health.standing(now), "it is new");
      }
      return fresh;
    }
    Watched same = new Watched(backend, before.health.under(settings));
    Standing standing = same.health.standing(now);
    if (standing != same.standing()) {
      same.stands(standing, "the settings of its health have changed");
    }
    if (same.health.ejected()) {
      readmitAtItsTime(same);
    }
    return same;
  }

  /**
   * Has what {@code before} knows stand for the backends that are met from now on; {@code before}
   * is stopped.
   */
  void inherit(PoolHealth before) {
    before.stop();
    inherited = before.watched;
    mode = before.mode;
  }

  /** Those who did not come along are forgotten. */
  void inherited() {
    inherited = List.of();
  }

  /** What is inherited about the address of {@code backend}. */
  private @Nullable Watched heir(Backend backend) {
    for (Watched each : inherited) {
      if (each.backend.key().equals(backend.key())) {
        return each;
      }
    }
    return null;
  }

  private @Nullable Watched find(Backend backend) {
    for (Watched each : watched) {
      if (each.backend == backend) {
        return each;
      }
    }
    return null;
  }

  /** Who may be picked now. */
  Selection<Backend> select() {
    long now = clock.nanos();
    List<Selection.Entry<Backend>> entries = new ArrayList<>();
    for (Watched each : watched) {
      entries.add(
          new Selection.Entry<>(
              each.backend,
              each.backend.weight(),
              each.health.warmth(now),
              each.backend.settings().backup(),
              each.health.standing(now)));
    }
    Selection<Backend> selection = Selection.of(entries, settings.passive().panic());
    if (selection.mode() != mode
        && !watched.isEmpty()) { // without addresses it is the names' fault
      LOG.warn("pool {}: {}", pool, inWords(selection));
      mode = selection.mode();
    }
    return selection;
  }

  /** Those that get no new clients but keep what they have. */
  List<Backend> keepers() {
    return watched.stream()
        .filter(each -> each.health.keepsItsOwn())
        .map(each -> each.backend)
        .toList();
  }

  private String inWords(Selection<Backend> selection) {
    int used = selection.shares().size();
    return switch (selection.mode()) {
      case NORMAL -> "uses its " + used + " working backends again";
      case BACKUP -> "too few backends work: those in reserve help, " + used + " are used";
      case PANIC -> "too few backends work: all " + used + " are used, whatever their health";
      case NONE -> "has no backend left that is not switched off";
    };
  }

  // ---- the operator

  /** The operator's word on every address of the backend configured as {@code name}. */
  boolean set(String name, Switch operator) {
    boolean known = false;
    for (Watched each : watched) {
      if (each.backend.name().equals(name)) {
        known = true;
        each.health.set(operator, clock.nanos());
        look(each, "the operator said " + operator.name().toLowerCase(java.util.Locale.ROOT));
      }
    }
    return known;
  }

  // ---- probes

  private void probe(Watched each) {
    ActiveHealthSettings active = settings.active();
    if (active == null || stopped) {
      return;
    }
    prober.probe(
        each.backend,
        active,
        new Prober.Listener() {
          @Override
          public void passed() {
            control.execute(() -> probed(each, true, "probes pass"));
          }

          @Override
          public void failed(String why) {
            control.execute(() -> probed(each, false, "probe: " + why));
          }
        });
  }

  private void probed(Watched each, boolean passed, String why) {
    if (stopped || each.backend.retired()) {
      return;
    }
    each.backend.observer().probed(passed);
    each.health.probed(passed, clock.nanos());
    look(each, why);
    long delay = each.health.untilProbe(ThreadLocalRandom.current().nextDouble()).toNanos();
    each.probe = control.schedule(() -> probe(each), delay, TimeUnit.NANOSECONDS);
  }

  // ---- ejection

  /** {@code backend} has failed as many requests as eject one. */
  void eject(Backend backend, String why) {
    Watched each = find(backend);
    if (each == null || stopped || each.health.ejected() || watched.size() == 1) {
      return;
    }
    long ejected = watched.stream().filter(other -> other.health.ejected()).count();
    if (ejected
        >= Math.max(1, (long) settings.passive().maxEjected().part((double) watched.size()))) {
      LOG.warn("pool {}: {} is not ejected, as {} already are: {}", pool, backend, ejected, why);
      backend.outcomes().clear();
      return;
    }
    long now = clock.nanos();
    each.health.eject(now);
    each.ejected();
    look(each, why);
    readmitAtItsTime(each);
  }

  private void readmitAtItsTime(Watched each) {
    long left = Math.max(0, each.health.returnAt() - clock.nanos());
    each.readmission = control.schedule(() -> readmit(each), left, TimeUnit.NANOSECONDS);
  }

  private void readmit(Watched each) {
    if (!stopped) {
      each.backend.outcomes().tryAgain();
      each.health.readmit(clock.nanos());
      look(each, "its ejection is over");
    }
  }

  private void lookAtRates() {
    for (Watched each : watched) {
      if (each.backend.outcomes().exceedsRate()) {
        eject(each.backend, "too many of its requests failed");
      }
    }
  }

  // ---- what follows

  private void look(Watched each, String why) {
    Standing now = each.health.standing(clock.nanos());
    boolean kept = each.keepsItsOwn;
    each.keepsItsOwn = each.health.keepsItsOwn();
    if (now != each.standing()) {
      LOG.warn(
          "pool {}: {} is {}, was {}: {}",
          pool,
          each.backend,
          now.code(),
          each.standing().code(),
          why);
      each.stands(now, why);
      changed.run();
      growShares();
    } else if (!now.usable()) {
      each.stands(now, why);
      if (kept != each.keepsItsOwn) {
        changed.run();
      }
    }
  }

  private void growShares() {
    if (warming == null && watched.stream().anyMatch(each -> each.standing() == Standing.WARMING)) {
      warming = control.schedule(this::grow, WARMING_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void grow() {
    warming = null;
    if (stopped) {
      return;
    }
    long now = clock.nanos();
    for (Watched each : watched) {
      if (each.standing() == Standing.WARMING) {
        each.stands(each.health.standing(now), each.backend.report().why());
      }
    }
    changed.run();
    growShares();
  }
}
