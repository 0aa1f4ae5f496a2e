package dev.gatehouse.core.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound that finds itself, in front of simulated servers. */
class AdaptiveLimitTest {
  private static final double SERVICE = 0.010;
  private static final int QUEUE = 20;

  private final AdaptiveLimit limit = new AdaptiveLimit(new AdaptiveSettings());

  private static double capacity(int workers) {
    return workers / SERVICE;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16, 64, 256})
  void findsWhatTheServersCanDo(int workers) {
    double rate = capacity(workers) * 3;
    SimulatedPool pool = new SimulatedPool(workers, now -> rate, now -> SERVICE, QUEUE, limit);
    pool.run(0, 120);
    pool.run(120, 300);
    assertThat(pool.meanLimit()).isBetween(1.0 * workers, 3.5 * workers);
    assertThat(pool.answered / 180.0).as("nothing is lost").isGreaterThan(0.95 * capacity(workers));
    assertThat(pool.latency(0.99)).as("of what takes 10 ms, 28 ms at p99").isLessThan(0.12);
  }

  @Test
  void isNotSpoiltByAColdStart() {
    int clients = 40;
    limit.window(300e6, true); // what the first answers of all took
    for (int i = 0; i < 60; i++) {
      int inUse = Math.min(clients, limit.limit());
      limit.window(20e6 * Math.max(1, inUse / 4.0), inUse * 2 >= limit.limit());
    }
    assertThat(limit.limit()).as("of four workers").isBetween(4, 24);
  }

  @Test
  void refusesNobodyAsLongAsTheServersKeepUp() {
    double rate = capacity(16) * 0.85;
    SimulatedPool pool = new SimulatedPool(16, now -> rate, now -> SERVICE, QUEUE, limit);
    pool.run(0, 10);
    pool.run(10, 600);
    assertThat(pool.refused).isLessThan(pool.offered / 10_000);
  }

  @Test
  void staysWhereItIsWhenThereIsLittleToDo() {
    SimulatedPool busy = new SimulatedPool(16, now -> capacity(16), now -> SERVICE, QUEUE, limit);
    busy.run(0, 60);
    int found = limit.limit();
    SimulatedPool calm = new SimulatedPool(16, now -> 50, now -> SERVICE, QUEUE, limit);
    calm.run(60, 1_800);
    assertThat(limit.limit()).isEqualTo(found);
    assertThat(calm.refused).isZero();
  }

  @Test
  void holdsTheLatencyThroughABrownOutAndRecoversFromIt() {
    double rate = capacity(16) * 0.8;
    SimulatedPool pool =
        new SimulatedPool(
            16, now -> rate, now -> now > 60 && now < 90 ? SERVICE * 10 : SERVICE, QUEUE, limit);
    pool.run(0, 60);
    pool.run(60, 90);
    assertThat(pool.answered / 30.0).as("of a tenth of it").isGreaterThan(0.8 * capacity(16) / 10);
    assertThat(pool.latency(0.99)).as("of what takes 280 ms").isLessThan(1.5);
    pool.run(90, 100);
    pool.run(100, 130);
    assertThat(pool.answered / 30.0).isGreaterThan(0.99 * rate);
    assertThat(pool.latency(0.99)).isLessThan(0.1);
  }

  @Test
  void doesNotTakeHeavierRequestsForAQueue() {
    SimulatedPool pool =
        new SimulatedPool(
            64,
            now -> 0.7 * 64 / (SERVICE * (1 + Math.min(now, 300) / 100)),
            now -> SERVICE * (1 + Math.min(now, 300) / 100),
            QUEUE,
            limit);
    pool.run(0, 10);
    pool.run(10, 400);
    assertThat(pool.refused).as("four times as heavy in the end").isLessThan(pool.offered / 1_000);
  }

  @Test
  void takesRequestsThatAreHeavierAtOnceForWhatTheyAreUnderFullLoad() {
    SimulatedPool pool =
        new SimulatedPool(32, now -> 10_000, now -> now < 60 ? SERVICE : SERVICE * 3, QUEUE, limit);
    pool.run(0, 60);
    pool.run(60, 80);
    pool.run(80, 140);
    assertThat(pool.answered / 60.0).isGreaterThan(0.95 * capacity(32) / 3);
    assertThat(pool.meanLimit()).isGreaterThan(32);
  }

  @Test
  void staysWithinItsBounds() {
    AdaptiveLimit narrow = new AdaptiveLimit(new AdaptiveSettings(30, 40));
    assertThat(narrow.limit()).isEqualTo(30);
    for (int i = 0; i < 100; i++) {
      narrow.window(1e6, true);
    }
    assertThat(narrow.limit()).isEqualTo(40);
    for (int i = 0; i < 100; i++) {
      narrow.window(1e6 * (i + 2), true);
    }
    assertThat(narrow.limit()).isBetween(30, 40);
  }

  @Test
  void aFewVerySlowAnswersAmongManyDoNotLowerIt() {
    LatencyWindow window = new LatencyWindow();
    for (int round = 0; round < 40; round++) {
      window.felt();
      for (int i = 0; i < 1_000; i++) {
        window.add(i % 500 == 0 && round > 0 ? 30_000_000_000L : 10_000_000);
      }
      int before = limit.limit();
      window.close(limit, 20, before);
      assertThat(limit.limit()).isGreaterThanOrEqualTo(before);
    }
    assertThat(limit.limit()).isEqualTo(new AdaptiveSettings().max());
  }

  @Test
  void aWindowWithTooFewAnswersGoesOn() {
    LatencyWindow window = new LatencyWindow();
    window.felt();
    for (int i = 0; i < 3; i++) {
      window.add(1_000_000);
    }
    window.close(limit, 4, 0);
    assertThat(limit.base()).isZero();
    window.add(5_000_000);
    window.close(limit, 4, 0);
    assertThat(limit.base()).isEqualTo(2_000_000);
    assertThat(limit.limit()).as("pressed").isEqualTo(15);
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(() -> new AdaptiveSettings(10, 9))
        .hasMessage("max: 9 (expected: 10 to 1000000)");
    assertThatThrownBy(
            () -> new ConcurrencySettings(5, 0, 0, Duration.ofSeconds(1), new AdaptiveSettings()))
        .hasMessageStartingWith("adaptive: present (expected: no adaptive bound beside max");
    assertThatThrownBy(() -> new ConcurrencySettings(-1, 0, 0, Duration.ofSeconds(1), null))
        .hasMessage("max: -1 (expected: 0 to 1000000)");
  }
}
