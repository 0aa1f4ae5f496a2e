package dev.gatehouse.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.http.TraceParent;
import dev.gatehouse.core.testing.TestExchange;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExporterTest {
  private static final TracingSettings SETTINGS = new TracingSettings("http://127.0.0.1:1");

  private final Tracing.Counts counts = new Tracing.Counts();
  private final Batches collector = new Batches();
  private final Exporter exporter =
      new Exporter(collector, Spans.of(SETTINGS, "test"), SETTINGS.url(), counts);

  /** A collector that takes everything, and what it took. */
  private static final class Batches implements SpanExporter {
    private final List<Integer> sizes = new ArrayList<>();
    private boolean closed;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      sizes.add(spans.size());
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      closed = true;
      return CompletableResultCode.ofSuccess();
    }
  }

  private void add(int times) {
    for (int i = 0; i < times; i++) {
      Exchange exchange = TestExchange.get("/").exchange();
      exchange.noted().trace(new Trace(TraceParent.begin(true), 0, ""));
      exchange.sent();
      exporter.add(exchange, null);
    }
  }

  @Test
  void whatTheCollectorDoesNotKeepUpWithIsCountedAndNothingWaits() {
    add(Exporter.MOST + 3);
    assertThat(counts.dropped.sum()).isEqualTo(3);
    assertThat(collector.sizes).isEmpty();
  }

  @Test
  void whatIsLeftIsSentInBatchesBeforeTheEnd() {
    add(600);
    exporter.begin();
    exporter.close();
    assertThat(collector.sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(600);
    assertThat(collector.sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(256));
    assertThat(collector.closed).isTrue();
    assertThat(counts.exported.sum()).isEqualTo(600);
    assertThat(counts.failed.sum()).isZero();
  }
}
