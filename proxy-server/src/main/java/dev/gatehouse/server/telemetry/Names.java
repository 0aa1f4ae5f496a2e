package dev.gatehouse.server.telemetry;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.HashSet;
import java.util.Set;

/**
 * The values of labels in one scrape, of which only so many are told apart: what comes beyond
 * {@link Telemetry#MOST} is counted together, so that a large configuration cannot make the answer
 * unbounded.
 */
final class Names {
  private final int most;
  private final Set<Labels> known = new HashSet<>();

  Names() {
    this(Telemetry.MOST);
  }

  Names(int most) {
    this.most = most;
  }

  /** Labels that tell {@code value} apart, or all others. */
  Labels of(String label, String value) {
    return bounded(Labels.of(label, value));
  }

  /** The same for two labels that belong together. */
  Labels of(String label, String value, String second, String secondValue) {
    return bounded(Labels.of(label, value, second, secondValue));
  }

  private Labels bounded(Labels labels) {
    if (known.contains(labels)) {
      return labels;
    }
    if (known.size() < most) {
      known.add(labels);
      return labels;
    }
    Labels other = Labels.EMPTY;
    for (int i = 0; i < labels.size(); i++) {
      other = other.add(labels.getName(i), Telemetry.OTHER);
    }
    return other;
  }
}
