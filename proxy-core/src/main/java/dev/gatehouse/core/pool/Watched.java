package dev.gatehouse.core.pool;

import dev.gatehouse.core.health.Health;
import dev.gatehouse.core.health.Report;
import dev.gatehouse.core.health.Standing;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One backend with what the control plane knows of it. Confined to the control plane's executor.
 */
final class Watched {
  final Backend backend;
  final Health health;
  @Nullable Future<?> probe;
  @Nullable Future<?> readmission;
  boolean keepsItsOwn;

  Watched(Backend backend, Health health) {
    this.backend = backend;
    this.health = health;
  }

  Standing standing() {
    return backend.report().standing();
  }

  /** Lets others see how it stands. */
  void stands(Standing standing, String why) {
    backend.report(new Report(standing, why, backend.report().ejections()));
  }

  void ejected() {
    Report before = backend.report();
    backend.report(new Report(before.standing(), before.why(), before.ejections() + 1));
    backend.observer().ejected();
  }

  void stop() {
    if (probe != null) {
      probe.cancel(false);
    }
    if (readmission != null) {
      readmission.cancel(false);
    }
  }
}
