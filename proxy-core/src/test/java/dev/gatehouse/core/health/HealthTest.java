package dev.gatehouse.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HealthTest {
  private static final long SECOND = 1_000_000_000L;

  private final Health health = new Health(settings(Duration.ZERO));

  private static HealthSettings settings(Duration slowStart) {
    return new HealthSettings(new ActiveHealthSettings(), new PassiveHealthSettings(), slowStart);
  }

  private Standing probe(boolean... passed) {
    for (boolean each : passed) {
      health.probed(each, 0);
    }
    return health.standing(0);
  }

  @Test
  void isUsedBeforeAnythingIsKnown() {
    assertThat(health.standing(0)).isEqualTo(Standing.UP);
  }

  @Test
  void theFirstProbeDecidesAlone() {
    assertThat(probe(false)).isEqualTo(Standing.FAILING);
  }

  @Test
  void laterItTakesARowOfProbesEitherWay() {
    assertThat(probe(true, false, false)).isEqualTo(Standing.UP);
    assertThat(probe(true, false, false)).as("the row was broken").isEqualTo(Standing.UP);
    assertThat(probe(false)).isEqualTo(Standing.FAILING);
    assertThat(probe(true, false, true)).isEqualTo(Standing.FAILING);
    assertThat(probe(true)).isEqualTo(Standing.UP);
  }

  @Test
  void probesFasterWhileTheVerdictIsChanging() {
    health.probed(true, 0);
    assertThat(health.untilProbe(0.5)).isEqualTo(Duration.ofSeconds(5));
    health.probed(false, 0);
    assertThat(health.untilProbe(0.5)).isEqualTo(Duration.ofSeconds(1));
    health.probed(true, 0);
    assertThat(health.untilProbe(0)).isEqualTo(Duration.ofMillis(4500));
    assertThat(health.untilProbe(1)).isEqualTo(Duration.ofMillis(5500));
  }

  @Test
  void ejectionsGrowAndAreForgottenOnceTheBackendHasWorkedAsLong() {
    health.eject(0);
    assertThat(health.standing(0)).isEqualTo(Standing.EJECTED);
    assertThat(health.returnAt()).isEqualTo(30 * SECOND);
    health.readmit(30 * SECOND);
    assertThat(health.standing(30 * SECOND)).isEqualTo(Standing.UP);
    health.eject(31 * SECOND);
    assertThat(health.returnAt()).isEqualTo(91 * SECOND);
    health.readmit(91 * SECOND);
    health.eject(152 * SECOND);
    assertThat(health.returnAt()).isEqualTo(182 * SECOND);
  }

  @Test
  void noEjectionIsLongerThanTenTimesTheFirst() {
    for (int i = 0; i < 20; i++) {
      health.eject(health.returnAt());
    }
    long from = health.returnAt();
    health.eject(from);
    assertThat(health.returnAt() - from).isEqualTo(300 * SECOND);
  }

  @Test
  void warmsUpAfterItCameBackAndNotBefore() {
    Health slow = new Health(settings(Duration.ofSeconds(30)));
    assertThat(slow.warmth(0)).isEqualTo(100);
    slow.eject(0);
    slow.readmit(30 * SECOND);
    assertThat(slow.warmth(30 * SECOND)).isEqualTo(1);
    assertThat(slow.standing(30 * SECOND)).isEqualTo(Standing.WARMING);
    assertThat(slow.warmth(45 * SECOND)).isEqualTo(50);
    assertThat(slow.standing(60 * SECOND)).isEqualTo(Standing.UP);
  }

  @Test
  void theOperatorOverrulesEverything() {
    probe(false);
    health.set(Switch.DRAINING, 0);
    assertThat(health.standing(0)).isEqualTo(Standing.DRAINING);
    health.set(Switch.DOWN, 0);
    assertThat(health.standing(0)).isEqualTo(Standing.DOWN);
    health.set(Switch.UP, 0);
    assertThat(health.standing(0)).as("the operator cannot heal").isEqualTo(Standing.FAILING);
  }
}
