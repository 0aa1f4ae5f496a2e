package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.filter.split.RollbackSettings.Sign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a canary is worse than control, from their performances as they grow: sequential tests of
 * each sign over short, middle and long {@link Stretch}es, so that a sudden breakdown shows within
 * seconds and a small difference in the end. A canary that is no worse is called worse at all with
 * a probability of {@value #ALPHA} at most. Not thread-safe.
 */
final class Comparison {
  /** The probability of ever being wrong about a canary that is as good as control. */
  static final double ALPHA = 0.001;

  private static final List<Duration> SPANS =
      List.of(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(1));

  private record Watched(Sign sign, Stretch stretch) {}

  /** What speaks against a canary. */
  record Finding(Sign sign, String why) {}

  private final List<Watched> stretches = new ArrayList<>();

  Comparison(RollbackSettings settings, double alpha) {
    double each = alpha / (settings.watch().size() * SPANS.size());
    for (Sign sign : settings.watch()) {
      for (Duration span : SPANS) {
        stretches.add(new Watched(sign, new Stretch(settings, sign, span, each)));
      }
    }
  }

  /** Counts from here on. */
  void begin(Performance control, Performance canary, long now) {
    stretches.forEach(each -> each.stretch.begin(control, canary, now));
  }

  /** What speaks against the canary now; null if nothing does. */
  @Nullable Finding look(Performance control, Performance canary, long now) {
    Finding finding = null;
    for (Watched each : stretches) {
      String why = each.stretch.look(control, canary, now);
      if (why != null && finding == null) {
        finding = new Finding(each.sign, why);
      }
    }
    return finding;
  }
}
