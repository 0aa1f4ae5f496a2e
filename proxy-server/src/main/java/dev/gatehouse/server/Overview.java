package dev.gatehouse.server;

import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.server.admin.Endpoint;
import dev.gatehouse.server.overview.History;
import dev.gatehouse.server.overview.OverviewView;
import dev.gatehouse.server.overview.Reading;
import dev.gatehouse.server.overview.Sampler;
import dev.gatehouse.server.telemetry.Telemetry;
import java.util.function.BooleanSupplier;

/**
 * What a running server knows of its last minutes: reads its numbers once a second from the making
 * on until it is closed, and answers whoever asks. Safe for any thread.
 */
final class Overview implements AutoCloseable {
  private final String version;
  private final Meters meters;
  private final Telemetry telemetry;
  private final MemoryBudget memory;
  private final BooleanSupplier ready;
  private final History history = new History();
  private final Sampler sampler;

  Overview(
      String version,
      Meters meters,
      Telemetry telemetry,
      MemoryBudget memory,
      BooleanSupplier ready) {
    this.version = version;
    this.meters = meters;
    this.telemetry = telemetry;
    this.memory = memory;
    this.ready = ready;
    this.sampler = Sampler.start(history, this::read);
  }

  private Reading read(long number) {
    return Meters.reading(number, telemetry, memory);
  }

  /** Its part of the admin API. */
  Endpoint endpoint() {
    return Endpoint.json(this::view);
  }

  private OverviewView view(Endpoint.Ask ask) {
    OverviewView.Now now = meters.now(version, ready.getAsBoolean(), telemetry, memory);
    Integer since = ask.number("since");
    return OverviewView.of(now, history.readings(), since == null ? -1 : since);
  }

  @Override
  public void close() {
    sampler.close();
  }
}
