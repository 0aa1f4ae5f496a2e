package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.filter.split.RollbackSettings.Sign;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Canaries simulated request by request, looked at once a second at 100 requests a second. */
class ComparisonTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int PER_SECOND = 100;

  /** Milliseconds: most are quick, some are not. */
  private static final double TYPICAL = 20;

  private final Random random = new Random(7);
  private final Tallies control = new Tallies(1, Performance.CELLS);
  private final Tallies canary = new Tallies(1, Performance.CELLS);
  private long canaries;

  private Comparison comparison(RollbackSettings settings, double alpha) {
    Comparison comparison = new Comparison(settings, alpha);
    comparison.begin(Performance.of(control), Performance.of(canary), 0);
    return comparison;
  }

  /** Lets seconds pass; the finding that ended them, null if none did. */
  private Comparison.@Nullable Finding run(
      Comparison comparison,
      int from,
      int seconds,
      double share,
      double rate,
      double canaryRate,
      double slower) {
    for (int second = from; second < from + seconds; second++) {
      for (int i = 0; i < PER_SECOND; i++) {
        boolean isCanary = random.nextDouble() < share;
        canaries += isCanary ? 1 : 0;
        request(isCanary ? canary : control, isCanary ? canaryRate : rate, isCanary ? slower : 1);
      }
      Comparison.Finding finding =
          comparison.look(Performance.of(control), Performance.of(canary), second * SECOND);
      if (finding != null) {
        return finding;
      }
    }
    return null;
  }

  private void request(Tallies tallies, double rate, double slower) {
    tallies.count(0, Performance.REQUESTS);
    if (random.nextDouble() < rate) {
      tallies.count(0, Performance.FAILED);
    }
    double millis = TYPICAL * slower * Math.exp(random.nextGaussian());
    tallies.count(0, Performance.cell(Buckets.of((long) (millis * 1e6))));
  }

  @Test
  void findsACanaryThatFailsOneInTwentyWhereControlFailsOneInAHundred() {
    Comparison.Finding finding =
        run(comparison(new RollbackSettings(), Comparison.ALPHA), 0, 3_600, 0.1, 0.01, 0.05, 1);
    assertThat(Objects.requireNonNull(finding).sign()).isEqualTo(Sign.ERROR_RATE);
    assertThat(finding.why()).contains("% of ").contains("tolerated are 1% more");
    assertThat(canaries).isLessThan(3_000);
  }

  @Test
  void findsACanaryThatIsDeadAsSoonAsThereWasEnoughTraffic() {
    RollbackSettings settings = new RollbackSettings();
    Comparison.Finding finding =
        run(comparison(settings, Comparison.ALPHA), 0, 3_600, 0.1, 0, 1, 1);
    assertThat(finding).isNotNull();
    assertThat(canaries).isBetween((long) settings.minRequests(), settings.minRequests() + 30L);
  }

  @Test
  void findsACanaryThatBreaksAfterAGoodHour() {
    Comparison comparison = comparison(new RollbackSettings(), Comparison.ALPHA);
    assertThat(run(comparison, 0, 3_600, 0.1, 0.01, 0.01, 1)).isNull();
    canaries = 0;
    assertThat(run(comparison, 3_600, 600, 0.1, 0.01, 0.3, 1)).isNotNull();
    assertThat(canaries).as("requests until then").isLessThan(600);
  }

  @Test
  void findsACanaryThatTakesThreeTimesAsLong() {
    Comparison.Finding finding =
        run(comparison(new RollbackSettings(), Comparison.ALPHA), 0, 3_600, 0.1, 0.01, 0.01, 3);
    assertThat(Objects.requireNonNull(finding).sign()).isEqualTo(Sign.LATENCY);
    assertThat(finding.why()).contains("took longer than").contains(" ms");
    assertThat(canaries).isBetween(300L, 2_000L);
  }

  @Test
  void givesANewCanaryTimeToWarmUp() {
    Comparison comparison = comparison(new RollbackSettings(), Comparison.ALPHA);
    assertThat(run(comparison, 0, 28, 0.5, 0.01, 0.01, 10)).isNull();
    assertThat(run(comparison, 28, 3_600, 0.1, 0.01, 0.01, 1)).isNull();
  }

  @Test
  void leavesACanaryAloneThatIsALittleSlower() {
    assertThat(
            run(
                comparison(new RollbackSettings(), Comparison.ALPHA),
                0,
                7_200,
                0.1,
                0.01,
                0.01,
                1.2))
        .isNull();
  }

  @Test
  void concludesNothingFromTooLittleTraffic() {
    RollbackSettings settings = new RollbackSettings();
    Comparison comparison = comparison(settings, Comparison.ALPHA);
    for (int i = 0; i < settings.minRequests() - 1; i++) {
      request(canary, 1, 100);
      request(control, 0, 1);
      request(control, 0, 1);
      assertThat(comparison.look(Performance.of(control), Performance.of(canary), i * SECOND))
          .isNull();
    }
  }

  @Test
  void concludesNothingWhileControlHasTooLittle() {
    Comparison comparison = comparison(new RollbackSettings(), Comparison.ALPHA);
    for (int i = 0; i < 5_000; i++) {
      request(canary, 1, 100);
    }
    request(control, 0, 1);
    assertThat(comparison.look(Performance.of(control), Performance.of(canary), SECOND)).isNull();
  }

  @Test
  void alarmsHardlyEverOverManyStretchesWhenThereIsNoDifference() {
    int alarms = 0;
    int runs = 200;
    double alpha = 0.05;
    for (int run = 0; run < runs; run++) {
      ComparisonTest fresh = new ComparisonTest();
      fresh.random.setSeed(run);
      alarms +=
          fresh.run(fresh.comparison(new RollbackSettings(), alpha), 0, 400, 0.3, 0.02, 0.02, 1)
                  == null
              ? 0
              : 1;
    }
    assertThat(alarms).isLessThanOrEqualTo((int) (runs * alpha));
  }
}
