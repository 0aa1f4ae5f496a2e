package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.filter.split.RollbackSettings.Sign;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The sequential test of one sign over stretches of time, one after another: a canary that breaks
 * after a good week is not to be saved by that week. Each stretch has a part of the probability of
 * a false alarm, so that all of them together, without end, have no more than the whole.
 *
 * <p>Latency is made a matter of counting: of control's requests, those that took longer than one
 * percentile of the stretch before; of canary's, those that took longer than that and the
 * tolerance. Not thread-safe.
 */
final class Stretch {
  private static final int UNKNOWN = -1;
  private static final double NANOS_PER_MILLI = 1e6;

  private final RollbackSettings settings;
  private final Sign sign;
  private final long span;
  private final double alpha;
  private final long[] none = new long[Buckets.COUNT];
  private Performance controlAt = new Performance(0, 0, none);
  private Performance canaryAt = new Performance(0, 0, none);
  private long begunAt;
  private int round;
  private int controlLimit = UNKNOWN;
  private int canaryLimit = UNKNOWN;

  /**
   * @param span how long a stretch lasts, or longer if there is little traffic
   * @param alpha the probability of a false alarm over all stretches
   */
  Stretch(RollbackSettings settings, Sign sign, Duration span, double alpha) {
    this.settings = settings;
    this.sign = sign;
    this.span = span.toNanos();
    this.alpha = alpha;
  }

  /** Begins the first stretch. */
  void begin(Performance control, Performance canary, long now) {
    from(control, canary, now);
    round++;
  }

  private void from(Performance control, Performance canary, long now) {
    controlAt = control;
    canaryAt = canary;
    begunAt = now;
  }

  /** Why canary is worse, as far as this stretch shows; null if it does not. */
  @Nullable String look(Performance control, Performance canary, long now) {
    Performance controlHere = control.since(controlAt);
    Performance canaryHere = canary.since(canaryAt);
    if (sign == Sign.LATENCY && controlLimit == UNKNOWN) {
      boolean warm = now - begunAt >= settings.latency().warmUp().toNanos();
      if (warm && controlHere.timed() >= settings.minRequests()) {
        learn(controlHere);
        from(control, canary, now);
      }
      return null;
    }
    long controls = all(controlHere);
    long canaries = all(canaryHere);
    if (Math.min(controls, canaries) < settings.minRequests()) {
      return null;
    }
    long controlBad =
        sign == Sign.LATENCY ? controlHere.slowerThan(controlLimit) : controlHere.failed();
    long canaryBad =
        sign == Sign.LATENCY ? canaryHere.slowerThan(canaryLimit) : canaryHere.failed();
    double tolerance = sign == Sign.LATENCY ? 0 : settings.errorRate().part(1.0);
    double against = Evidence.against(controls, controlBad, canaries, canaryBad, tolerance);
    if (against > bar()) {
      return words(controls, controlBad, canaries, canaryBad);
    }
    if (now - begunAt >= span) {
      if (sign == Sign.LATENCY) {
        learn(controlHere);
      }
      begin(control, canary, now);
    }
    return null;
  }

  private long all(Performance performance) {
    return sign == Sign.LATENCY ? performance.timed() : performance.requests();
  }

  /**
   * The first stretch has half of alpha, the second a sixth, then a twelfth: together all of it.
   */
  private double bar() {
    return Math.log(round) + Math.log(round + 1.0) - Math.log(alpha);
  }

  private void learn(Performance control) {
    LatencyTolerance latency = settings.latency();
    controlLimit = control.percentile(latency.percentile());
    long end = Buckets.end(controlLimit);
    long more =
        Math.max((long) latency.tolerance().part((double) end), latency.atLeast().toNanos());
    canaryLimit = Buckets.of(end + more);
  }

  private String words(long controls, long controlBad, long canaries, long canaryBad) {
    String canary = percent(canaryBad, canaries) + " of " + canaries + " requests";
    String control = percent(controlBad, controls) + " of " + controls;
    return sign == Sign.LATENCY
        ? "%s took longer than %s, and of control's %s longer than %s"
            .formatted(canary, millis(canaryLimit), control, millis(controlLimit))
        : "%s failed, and of control's %s; tolerated are %s more"
            .formatted(canary, control, settings.errorRate());
  }

  private static String percent(long part, long all) {
    return String.format(Locale.ROOT, "%.1f%%", 100.0 * part / all);
  }

  private static String millis(int bucket) {
    return String.format(Locale.ROOT, "%.1f ms", Buckets.end(bucket) / NANOS_PER_MILLI);
  }
}
