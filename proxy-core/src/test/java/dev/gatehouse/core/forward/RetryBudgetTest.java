package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long START = -5 * SECOND;

  private final RetryBudget budget = new RetryBudget(Percentage.of(20), 3);
  private long now = START;

  @Test
  void aFifthOfASteadyStreamOfRequestsMayBeTriedAgain() {
    run(20, 1000, 0);
    int allowed = run(60, 1000, 1000);
    assertThat(allowed).isBetween(11_500, 14_000); // a fifth of 60,000, and what was saved up
  }

  @Test
  void threePerSecondMayBeTriedAgainHoweverFewRequestsThereAre() {
    run(20, 1, 0);
    int allowed = run(60, 10, 10);
    assertThat(allowed).isBetween(175, 210);
  }

  @Test
  void aMomentOfFailuresIsCoveredByTheSecondsBefore() {
    run(20, 1000, 0);
    assertThat(take(10_000)).isBetween(1_300, 1_600);
    assertThat(take(1)).as("and then there is none").isZero();
  }

  @Test
  void anEmptyBudgetFillsAgainWithTime() {
    run(20, 100, 0);
    take(10_000);
    now += SECOND / 2;
    assertThat(take(1)).isZero();
    run(8, 100, 0);
    assertThat(take(10_000)).isGreaterThan(80);
  }

  @Test
  void aRouteThatWasQuietForADayStartsFromTheFloor() {
    run(20, 1000, 0);
    now += Duration.ofDays(1).toNanos();
    budget.request(now);
    assertThat(take(10_000)).isEqualTo(24);
  }

  @Test
  void withoutPartAndFloorNothingIsTriedAgain() {
    RetryBudget none = new RetryBudget(Percentage.of(0), 0);
    none.request(now);
    assertThat(none.take(now)).isFalse();
  }

  @Test
  void manyThreadsTakeNoMoreThanThereIs() throws InterruptedException {
    budget.request(now);
    AtomicInteger allowed = new AtomicInteger();
    CountDownLatch begin = new CountDownLatch(1);
    Thread[] threads =
        IntStream.range(0, 4)
            .mapToObj(i ->
                Thread.ofPlatform()
                    .start(() -> {
                      try {
                        begin.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      for (int n = 0; n < 1000; n++) {
                        allowed.addAndGet(budget.take(now) ? 1 : 0);
                      }
                    }))
            .toArray(Thread[]::new);
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(allowed).hasValue(24);
  }

  /** Lets seconds pass, each with requests of which as many as may be are tried again. */
  private int run(int seconds, int requests, int failures) {
    int allowed = 0;
    for (int second = 0; second < seconds; second++) {
      for (int i = 0; i < requests; i++) {
        budget.request(now);
        allowed += i < failures && budget.take(now) ? 1 : 0;
        now += SECOND / requests;
      }
    }
    return allowed;
  }

  private int take(int times) {
    int allowed = 0;
    for (int i = 0; i < times; i++) {
      allowed += budget.take(now) ? 1 : 0;
    }
    return allowed;
  }
}
