package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The sequential test by itself, simulated with many looks. */
class EvidenceTest {
  private static final int RUNS = 400;
  private static final double ALPHA = 0.05;
  private static final double BAR = -Math.log(ALPHA);

  private final Random random = new Random(42);

  @Test
  void knowsTheGammaFunction() {
    assertThat(Evidence.logGamma(0.5)).isEqualTo(Math.log(Math.PI) / 2, within(1e-9));
    assertThat(Evidence.logGamma(1)).isEqualTo(0, within(1e-9));
    assertThat(Evidence.logGamma(10)).isEqualTo(Math.log(362_880), within(1e-9));
    assertThat(Evidence.logGamma(100.5)).isEqualTo(361.435540, within(1e-5));
  }

  @Test
  void isNoneWhereTheCanaryLooksNoWorse() {
    assertThat(Evidence.against(1000, 50, 100, 5, 0)).isZero();
    assertThat(Evidence.against(1000, 50, 100, 0, 0)).isZero();
    assertThat(Evidence.against(1000, 10, 1000, 20, 0.01)).isZero();
    assertThat(Evidence.against(0, 0, 100, 100, 0)).isZero();
    assertThat(Evidence.against(100, 0, 0, 0, 0)).isZero();
  }

  @Test
  void growsWithTheTrafficAndWithTheDifference() {
    assertThat(Evidence.against(9_000, 90, 1_000, 50, 0.01))
        .isGreaterThan(Evidence.against(900, 9, 100, 5, 0.01))
        .isLessThan(Evidence.against(9_000, 90, 1_000, 100, 0.01));
    assertThat(Evidence.against(1_000_000_000, 0, 1_000_000_000, 1_000_000_000, 0.01))
        .isFinite()
        .isGreaterThan(1e6);
  }

  @Test
  void isSelfContainedAtTheEdges() {
    assertThat(Evidence.against(100, 0, 100, 100, 0)).isBetween(100.0, 140.0);
    assertThat(Evidence.against(100, 100, 100, 100, 0)).isZero();
    assertThat(Evidence.against(10, 0, 10, 10, 0.99)).isFinite();
  }

  @Test
  void alarmsHardlyEverWhenThereIsNoDifferenceHoweverOftenItIsLookedAt() {
    for (double rate : new double[] {0, 0.001, 0.01, 0.2}) {
      assertThat(alarms(rate, rate, 0)).as("at %s", rate).isLessThanOrEqualTo((int) (RUNS * ALPHA));
    }
  }

  @Test
  void alarmsHardlyEverAtTheEdgeOfWhatIsTolerated() {
    assertThat(alarms(0.01, 0.02, 0.01)).isLessThanOrEqualTo((int) (RUNS * ALPHA));
  }

  /** How many runs alarm at any of 200 looks. */
  private int alarms(double rate, double canaryRate, double tolerance) {
    int alarms = 0;
    for (int run = 0; run < RUNS; run++) {
      long failed = 0;
      long canaryFailed = 0;
      boolean alarm = false;
      for (int i = 1; i <= 4_000 && !alarm; i++) {
        failed += random.nextDouble() < rate ? 1 : 0;
        canaryFailed += random.nextDouble() < canaryRate ? 1 : 0;
        alarm = i % 20 == 0 && Evidence.against(i, failed, i, canaryFailed, tolerance) > BAR;
      }
      alarms += alarm ? 1 : 0;
    }
    return alarms;
  }
}
