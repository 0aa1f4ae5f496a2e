package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.BackendObserver;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.LongAdder;

/** The counts of one backend of one pool. Allocates nothing. */
final class BackendCounters implements BackendObserver {
  private static final FailureReason[] REASONS = FailureReason.values();
  private static final int ATTEMPTS = 0;
  private static final int WAITS = ATTEMPTS + 1;
  private static final int WAIT_NANOS = WAITS + 1;
  private static final int CONNECTS = WAIT_NANOS + 1;
  private static final int CONNECT_NANOS = CONNECTS + 1;
  private static final int STATUS = CONNECT_NANOS + 1;
  private static final int FIRST_BYTE = STATUS + StatusClass.COUNT;
  private static final int CONNECT_FAILURES = FIRST_BYTE + Latency.CELLS;
  private static final int FAILURES = CONNECT_FAILURES + REASONS.length;
  private static final int CELLS = FAILURES + REASONS.length;

  private final Labels labels;
  private final LoopCounters counters;
  private final Latency firstByte;
  private final LongAdder probes = new LongAdder();
  private final LongAdder failedProbes = new LongAdder();
  private final LongAdder ejections = new LongAdder();

  BackendCounters(String pool, String backend, int loops) {
    labels = Labels.of("pool", pool, "backend", backend);
    counters = new LoopCounters(loops, CELLS);
    firstByte = new Latency(counters, FIRST_BYTE);
  }

  @Override
  public void attempted(int loop) {
    counters.add(loop, ATTEMPTS, 1);
  }

  @Override
  public void waited(int loop, long nanos) {
    counters.add(loop, WAITS, 1);
    counters.add(loop, WAIT_NANOS, nanos);
  }

  @Override
  public void connected(int loop, long nanos) {
    counters.add(loop, CONNECTS, 1);
    counters.add(loop, CONNECT_NANOS, nanos);
  }

  @Override
  public void connectFailed(int loop, FailureReason reason) {
    counters.add(loop, CONNECT_FAILURES + reason.ordinal(), 1);
  }

  @Override
  public void responded(int loop, int status, long nanos) {
    counters.add(loop, STATUS + StatusClass.of(status), 1);
    firstByte.record(loop, nanos);
  }

  @Override
  public void failed(int loop, FailureReason reason) {
    counters.add(loop, FAILURES + reason.ordinal(), 1);
  }

  @Override
  public void probed(boolean passed) {
    (passed ? probes : failedProbes).increment();
  }

  @Override
  public void ejected() {
    ejections.increment();
  }

  /** The families of all backends. */
  static void collect(Iterable<BackendCounters> backends, Families into) {
    collectAttempts(backends, into);
    collectHealth(backends, into);
    collectConnections(backends, into);
  }

  private static void collectAttempts(Iterable<BackendCounters> backends, Families into) {
    Families.Counter attempts =
        into.counter("gatehouse_backend_attempts", "Requests assigned to a backend, with retries.");
    Families.Counter responses =
        into.counter("gatehouse_backend_responses", "Answers, by the class of their status.");
    Families.Histogram firstBytes =
        into.histogram(
            "gatehouse_backend_first_byte_seconds",
            "Time from the beginning of an attempt to the head of its answer.");
    Families.Counter failures =
        into.counter("gatehouse_backend_failures", "Attempts that failed, by reason.");
    for (BackendCounters each : backends) {
      attempts.add(each.labels, each.counters.sum(ATTEMPTS));
      for (int i = 0; i < StatusClass.COUNT; i++) {
        long count = each.counters.sum(STATUS + i);
        responses.addSeen(each.labels, "status", StatusClass.label(i), count);
      }
      firstBytes.add(each.labels, each.firstByte);
      for (FailureReason reason : REASONS) {
        long count = each.counters.sum(FAILURES + reason.ordinal());
        failures.addSeen(each.labels, "reason", reason.code(), count);
      }
    }
  }

  private static void collectHealth(Iterable<BackendCounters> backends, Families into) {
    Families.Counter probes =
        into.counter("gatehouse_backend_probes", "Probes of a backend's health, by result.");
    Families.Counter ejections =
        into.counter("gatehouse_backend_ejections", "Ejections for too many failed requests.");
    for (BackendCounters each : backends) {
      probes.add(each.labels.add("result", "passed"), each.probes.sum());
      probes.add(each.labels.add("result", "failed"), each.failedProbes.sum());
      ejections.add(each.labels, each.ejections.sum());
    }
  }

  private static void collectConnections(Iterable<BackendCounters> backends, Families into) {
    Families.Counter connects =
        into.counter("gatehouse_backend_connects", "Connections opened to a backend.");
    Families.Counter connectTimes =
        into.counter("gatehouse_backend_connect_seconds", "Time spent on opening connections.");
    Families.Counter connectFailures =
        into.counter("gatehouse_backend_connect_failures", "Connections that could not be opened.");
    Families.Counter waits =
        into.counter("gatehouse_backend_waits", "Requests that had to wait for a connection.");
    Families.Counter waitTimes =
        into.counter("gatehouse_backend_wait_seconds", "Time requests waited for a connection.");
    for (BackendCounters each : backends) {
      connects.add(each.labels, each.counters.sum(CONNECTS));
      connectTimes.addNanos(each.labels, each.counters.sum(CONNECT_NANOS));
      waits.add(each.labels, each.counters.sum(WAITS));
      waitTimes.addNanos(each.labels, each.counters.sum(WAIT_NANOS));
      for (FailureReason reason : REASONS) {
        long count = each.counters.sum(CONNECT_FAILURES + reason.ordinal());
        connectFailures.addSeen(each.labels, "reason", reason.code(), count);
      }
    }
  }
}
