package dev.gatehouse.server.tracing;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.server.timeline.Journey;
import dev.gatehouse.server.timeline.Kind;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of spans to one collector: a bounded queue that event loops add to without waiting, and a
 * thread that sends what is in it, twice a second, or sooner when much is. A collector that fails
 * is asked again a few times; then the batch is given up and counted.
 */
final class Exporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  /** The library has a log of its own, in another form; what it says is said here, and once. */
  private static final java.util.logging.Logger ITS_LOG =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  /** How many exchanges may wait: some megabytes. */
  static final int MOST = 4096;

  private static final int BATCH = 256;
  private static final long PAUSE = Duration.ofMillis(500).toNanos();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A batch is sent up to five times, with pauses. */
  private static final long LONGEST_SECONDS = 60;

  private static final Duration LAST_WORDS = Duration.ofSeconds(3);
  private static final long REMIND = Duration.ofMinutes(1).toNanos();

  static {
    ITS_LOG.setLevel(Level.OFF);
  }

  private final Queue<Journey> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final SpanExporter collector;
  private final Spans spans;
  private final String url;
  private final Tracing.Counts counts;
  private final Thread thread;
  private volatile boolean ending;
  private boolean failing;
  private long saidAt;

  /** Makes one that sends nothing yet. */
  Exporter(SpanExporter collector, Spans spans, String url, Tracing.Counts counts) {
    this.collector = collector;
    this.spans = spans;
    this.url = url;
    this.counts = counts;
    this.thread = Thread.ofPlatform().daemon().name("gatehouse-traces").unstarted(this::run);
  }

  static Exporter start(TracingSettings settings, String version, Tracing.Counts counts) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.url())
            .setTimeout(TIMEOUT)
            .setConnectTimeout(TIMEOUT)
            .setCompression("gzip");
    settings.headers().forEach((name, value) -> builder.addHeader(name, value.value()));
    Exporter exporter =
        new Exporter(builder.build(), Spans.of(settings, version), settings.url(), counts);
    exporter.begin();
    return exporter;
  }

  /** Begins to send. */
  void begin() {
    thread.start();
  }

  /** Takes note of an exchange that ends now, or counts it as dropped. On its event loop. */
  void add(Exchange exchange, @Nullable Kind kind) {
    if (size.get() >= MOST) {
      counts.dropped.increment();
      return;
    }
    waiting.add(Journey.of(exchange, kind));
    if (size.incrementAndGet() == BATCH) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!ending) {
      if (size.get() < BATCH) {
        LockSupport.parkNanos(this, PAUSE);
      }
      send();
    }
    long end = System.nanoTime() + LAST_WORDS.toNanos();
    boolean more = true;
    while (more && System.nanoTime() - end < 0) {
      more = send();
    }
    collector.shutdown().join(LAST_WORDS.toSeconds(), TimeUnit.SECONDS);
  }

  /** Sends one batch, whatever is in it; false if there was nothing to send. */
  private boolean send() {
    try {
      return sendBatch();
    } catch (RuntimeException bug) {
      LOG.error("traces: a batch was lost unexpectedly", bug);
      return true;
    }
  }

  private boolean sendBatch() {
    List<SpanData> batch = new ArrayList<>();
    int taken = 0;
    for (Journey next = waiting.poll(); next != null; next = waiting.poll()) {
      batch.addAll(spans.of(next));
      taken++;
      if (taken == BATCH) {
        break;
      }
    }
    size.addAndGet(-taken);
    if (batch.isEmpty()) {
      return false;
    }
    CompletableResultCode result =
        collector
            .export(batch)
            .join(ending ? LAST_WORDS.toSeconds() : LONGEST_SECONDS, TimeUnit.SECONDS);
    if (result.isSuccess()) {
      counts.exported.add(batch.size());
      say(null);
    } else {
      counts.failed.add(batch.size());
      say(result);
    }
    return true;
  }

  /** Says when it begins to fail, once a minute while it does, and when it works again. */
  private void say(@Nullable CompletableResultCode failure) {
    long now = System.nanoTime();
    if (failure == null) {
      if (failing) {
        LOG.info("traces: {} takes spans again", url);
      }
      failing = false;
    } else if (!failing || now - saidAt >= REMIND) {
      failing = true;
      saidAt = now;
      LOG.warn(
          "traces: {} does not take spans: {} ({} lost so far)",
          url,
          reason(failure),
          counts.failed.sum());
    }
  }

  private static String reason(CompletableResultCode failure) {
    Throwable cause = failure.getFailureThrowable();
    if (cause == null) {
      return failure.isDone() ? "it refused them" : "no answer in time";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Has what waits sent, for a moment at most. */
  @Override
  public void close() {
    ending = true;
    LockSupport.unpark(thread);
    try {
      thread.join(LAST_WORDS.multipliedBy(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
