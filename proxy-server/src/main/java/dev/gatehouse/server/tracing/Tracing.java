package dev.gatehouse.server.tracing;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.server.timeline.Kind;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The recorder of traces: hands the exchanges that are sampled, and those that are slow or failed,
 * to an {@link Exporter}. Without settings it does nothing.
 *
 * <p>Told of exchanges on their event loops, which never wait for it; the rest is safe for any
 * thread.
 */
public final class Tracing implements ExchangeObserver, AutoCloseable {
  /** How many spans went where. Shared by all exporters of a process. */
  static final class Counts {
    final LongAdder exported = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder failed = new LongAdder();
  }

  private record Plan(TracingSettings settings, long slow, Exporter exporter) {}

  private final Counts counts = new Counts();
  private final String version;
  private volatile @Nullable Plan plan;

  /**
   * @param version the version of Gatehouse that runs
   */
  public Tracing(String version) {
    this.version = version;
  }

  /**
   * Goes on by other settings; what is recorded already is still sent. One thread at a time.
   *
   * @param settings null: nothing is recorded
   * @param slow nanoseconds from which on a request is slow
   */
  public void change(@Nullable TracingSettings settings, long slow) {
    Plan before = plan;
    boolean stays = before != null && Objects.equals(before.settings, settings);
    if (before != null && stays) {
      plan = new Plan(before.settings, slow, before.exporter);
      return;
    }
    plan =
        settings == null
            ? null
            : new Plan(settings, slow, Exporter.start(settings, version, counts));
    if (before != null) {
      Thread.ofVirtual().start(before.exporter::close); // its collector may be slow, or gone
    }
  }

  @Override
  public void finished(Exchange exchange) {
    Plan current = plan;
    Trace trace = exchange.trace();
    if (current == null || trace == null) {
      return;
    }
    Kind kind = Kind.of(exchange, current.slow);
    boolean worthIt = kind == Kind.FAILED || kind == Kind.SLOW;
    if (trace.sampled() || (worthIt && current.settings.failures())) {
      current.exporter.add(exchange, kind);
    }
  }

  /** Spans that the collector has taken. */
  public long exported() {
    return counts.exported.sum();
  }

  /** Exchanges that were not recorded because the collector does not keep up. */
  public long dropped() {
    return counts.dropped.sum();
  }

  /** Spans that the collector did not take. */
  public long failed() {
    return counts.failed.sum();
  }

  /** Sends what is left, for a moment at most. */
  @Override
  public void close() {
    Plan current = plan;
    plan = null;
    if (current != null) {
      current.exporter.close();
    }
  }
}
