package dev.gatehouse.server.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import dev.gatehouse.server.telemetry.Connections;
import dev.gatehouse.server.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverviewViewTest {
  private static final long SECOND = 1_000_000_000;
  private static final OverviewView.Now NOW =
      new OverviewView.Now(
          "test", 5, true, 0, 0, new OverviewView.Room(1, 2), new OverviewView.Room(3, 4));

  private final Telemetry telemetry = new Telemetry(1, "test");
  private final ManualLoop loop = new ManualLoop(0);
  private final List<Reading> readings = new ArrayList<>();

  @AfterEach
  void close() {
    telemetry.close();
  }

  private void answer(int status, int times) {
    for (int i = 0; i < times; i++) {
      Exchange exchange = TestExchange.get("/").loop(loop).exchange();
      exchange.routed(null, telemetry.route("shop"));
      exchange.status(status);
      exchange.addResponseBytes(100);
      exchange.sent();
    }
  }

  private void read(long seconds, long accepted, double cpu) {
    readings.add(
        new Reading(
            readings.size(),
            seconds * SECOND,
            telemetry.totals(),
            new Connections(accepted, 2),
            1000,
            2000,
            cpu));
  }

  @Test
  void hasAColumnEntryPerReadingAfterTheFirst() {
    read(0, 0, 0.5);
    answer(200, 3);
    answer(503, 1);
    read(1, 4, 0.25);
    answer(404, 2);
    read(3, 5, -1);
    Series series = OverviewView.of(NOW, readings, -1).series();
    assertThat(series.from()).isEqualTo(1);
    assertThat(series.columns().get("millis")).containsExactly(1000L, 2000L);
    assertThat(series.columns().get("2xx")).containsExactly(3L, 0L);
    assertThat(series.columns().get("4xx")).containsExactly(0L, 2L);
    assertThat(series.columns().get("5xx")).containsExactly(1L, 0L);
    assertThat(series.columns().get("sent")).containsExactly(400L, 200L);
    assertThat(series.columns().get("accepted")).containsExactly(4L, 1L);
    assertThat(series.columns().get("cpu")).as("unknown is none").containsExactly(0.25, 0.0);
    assertThat(series.columns().values()).allMatch(column -> column.size() == 2);
  }

  @Test
  void givesOnlyWhatIsNew() {
    for (int i = 0; i < 5; i++) {
      read(i, i, 0);
    }
    Series series = OverviewView.of(NOW, readings, 2).series();
    assertThat(series.from()).isEqualTo(3);
    assertThat(series.columns().get("millis")).hasSize(2);
    Series nothing = OverviewView.of(NOW, readings, 4).series();
    assertThat(nothing.from()).isEqualTo(5);
    assertThat(nothing.columns().get("millis")).isEmpty();
  }

  @Test
  void givesEverythingToWhoKnowsThePastOfAnotherProcess() {
    read(0, 0, 0);
    read(1, 0, 0);
    Series series = OverviewView.of(NOW, readings, 4711).series();
    assertThat(series.from()).isEqualTo(1);
    assertThat(series.columns().get("millis")).hasSize(1);
  }

  @Test
  void theLastMinuteIsTheLastSixtySecondsOfManyAndAllOfFew() {
    answer(200, 1);
    read(0, 0, 0);
    for (int i = 1; i <= 100; i++) {
      answer(500, 1);
      read(i, 0, 0);
    }
    OverviewView view = OverviewView.of(NOW, readings, -1);
    assertThat(view.lastMinute().seconds()).isEqualTo(60);
    assertThat(view.lastMinute().sums().requests()).isEqualTo(60);
    assertThat(view.sinceStart().requests()).isEqualTo(101);
    assertThat(view.sinceStart().serverErrors()).isEqualTo(100);
    OverviewView young = OverviewView.of(NOW, readings.subList(0, 11), -1);
    assertThat(young.lastMinute().seconds()).isEqualTo(10);
    assertThat(OverviewView.of(NOW, readings.subList(0, 1), -1).lastMinute().seconds()).isZero();
  }

  @Test
  void remembersTenMinutes() {
    History history = new History();
    for (int i = 0; i < 1000; i++) {
      read(i, 0, 0);
      history.add(readings.getLast());
    }
    assertThat(history.readings()).hasSize(History.MOST);
    assertThat(history.readings().getLast().number()).isEqualTo(999);
    assertThat(history.readings().getFirst().number()).isEqualTo(1000 - History.MOST);
  }
}
