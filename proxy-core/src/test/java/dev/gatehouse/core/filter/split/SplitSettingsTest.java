package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.settings.Percentage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitSettingsTest {
  private static Map<String, Weight> pools(Object... namesAndWeights) {
    Map<String, Weight> pools = new LinkedHashMap<>();
    for (int i = 0; i < namesAndWeights.length; i += 2) {
      pools.put((String) namesAndWeights[i], new Weight((Integer) namesAndWeights[i + 1]));
    }
    return pools;
  }

  private static SplitSettings split(
      @Nullable RollbackSettings rollback, Object... namesAndWeights) {
    return new SplitSettings(pools(namesAndWeights), null, null, rollback);
  }

  private static RollbackSettings rollback(String control, String canary) {
    RollbackSettings defaults = new RollbackSettings();
    return new RollbackSettings(
        control,
        canary,
        defaults.minRequests(),
        defaults.watch(),
        defaults.errorRate(),
        defaults.latency());
  }

  @Test
  void theSmallestIsTheCanaryAndTheLargestItsControl() {
    assertThat(split(null, "app", 90, "next", 10)).returns("app", SplitSettings::control);
    assertThat(split(null, "app", 90, "next", 10)).returns("next", SplitSettings::canary);
    assertThat(split(null, "next", 10, "app", 90)).returns("app", SplitSettings::control);
    assertThat(split(null, "a", 50, "b", 50)).returns("a", SplitSettings::control);
    assertThat(split(null, "a", 50, "b", 50)).returns("b", SplitSettings::canary);
    assertThat(split(null, "a", 80, "b", 5, "c", 15)).returns("b", SplitSettings::canary);
    assertThat(split(null, "a", 1)).returns("a", SplitSettings::canary);
  }

  @Test
  void aRolloutThatIsPastHalfNeedsTheNames() {
    SplitSettings late = split(rollback("", "next"), "app", 10, "next", 90);
    assertThat(late.control()).isEqualTo("app");
    assertThat(late.canary()).isEqualTo("next");
    assertThat(split(rollback("app", ""), "app", 10, "next", 90).canary()).isEqualTo("next");
  }

  @Test
  void weightsHaveToSumUpToSomething() {
    assertThatThrownBy(() -> split(null, "a", 0, "b", 0))
        .hasMessage("pools: {a=0, b=0} (expected: weights whose sum is above 0)");
    assertThatThrownBy(() -> split(null))
        .hasMessage("pools: {} (expected: at least one pool with a weight)");
    assertThatThrownBy(() -> Weight.parse("-1"))
        .hasMessage("weight: -1 (expected: a whole number from 0 to 1000000)");
    assertThatThrownBy(() -> Weight.parse("1000001")).hasMessageContaining("1000001");
    assertThatThrownBy(() -> Weight.parse("0.5")).hasMessageContaining("0.5");
  }

  @Test
  void aRollbackIsBetweenTwoPoolsOfTheSplit() {
    assertThatThrownBy(() -> split(rollback("other", ""), "a", 1, "b", 1))
        .hasMessage("rollback.control: other (expected: one of the split's pools: a, b)");
    assertThatThrownBy(() -> split(rollback("", "other"), "a", 1, "b", 1))
        .hasMessageStartingWith("rollback.canary: other");
    assertThatThrownBy(() -> split(rollback("a", "a"), "a", 1, "b", 1))
        .hasMessage("rollback.canary: a (expected: another pool than control)");
    assertThatThrownBy(() -> split(rollback("", ""), "a", 1))
        .hasMessageStartingWith("rollback: one pool");
  }

  @Test
  void aRollbackRefusesWhatWouldMakeItRash() {
    LatencyTolerance latency = new LatencyTolerance();
    assertThatThrownBy(() ->
            new RollbackSettings(
                "", "", 9, List.of(RollbackSettings.Sign.LATENCY), Percentage.of(1), latency))
        .hasMessage("min-requests: 9 (expected: 10 to 1000000)");
    assertThatThrownBy(() -> new RollbackSettings("", "", 10, List.of(), Percentage.of(1), latency))
        .hasMessageStartingWith("watch: []");
    assertThatThrownBy(() ->
            new LatencyTolerance(
                Percentage.parse("99.9%"), Percentage.of(1), latency.atLeast(), latency.warmUp()))
        .hasMessage("percentile: 99.9% (expected: 50% to 99%)");
  }
}
