package dev.gatehouse.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.balance.Candidate;
import dev.gatehouse.core.settings.Percentage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SelectionTest {
  private record Named(String key) implements Candidate {
    @Override
    public int active() {
      return 0;
    }

    @Override
    public long latency(long now) {
      return 0;
    }
  }

  private final List<Selection.Entry<Named>> entries = new ArrayList<>();

  private SelectionTest with(String key, Standing standing, boolean backup, int warmth) {
    entries.add(new Selection.Entry<>(new Named(key), 10, warmth, backup, standing));
    return this;
  }

  private SelectionTest with(String key, Standing standing) {
    return with(key, standing, false, 100);
  }

  private SelectionTest reserve(String key, Standing standing) {
    return with(key, standing, true, 100);
  }

  private void gives(Selection.Mode mode, String... keys) {
    Selection<Named> selection = Selection.of(entries, Percentage.of(50));
    assertThat(selection.mode()).isEqualTo(mode);
    assertThat(selection.shares())
        .extracting(share -> share.candidate().key())
        .containsExactly(keys);
  }

  @Test
  void usesThoseThatWorkAndLeavesTheReserveAlone() {
    with("a", Standing.UP).with("b", Standing.EJECTED).with("c", Standing.UP);
    reserve("d", Standing.UP).gives(Selection.Mode.NORMAL, "a", "c");
  }

  @Test
  void callsTheReserveWhenTooFewWork() {
    with("a", Standing.UP).with("b", Standing.FAILING).with("c", Standing.FAILING);
    reserve("d", Standing.UP).reserve("e", Standing.FAILING);
    gives(Selection.Mode.BACKUP, "a", "d");
  }

  @Test
  void panicsWhenTooFewWorkAndNobodyIsInReserve() {
    with("a", Standing.UP).with("b", Standing.FAILING).with("c", Standing.EJECTED);
    with("d", Standing.DOWN).reserve("e", Standing.FAILING);
    gives(Selection.Mode.PANIC, "a", "b", "c");
  }

  @Test
  void whatTheOperatorSwitchedOffDoesNotCountAsFailed() {
    with("a", Standing.UP).with("b", Standing.DOWN).with("c", Standing.DRAINING);
    gives(Selection.Mode.NORMAL, "a");
  }

  @Test
  void hasNobodyWhenAllAreSwitchedOff() {
    with("a", Standing.DOWN).reserve("b", Standing.DRAINING);
    gives(Selection.Mode.NONE);
  }

  @Test
  void triesAFailingReserveBeforeItGivesUp() {
    with("a", Standing.DOWN).reserve("b", Standing.FAILING).gives(Selection.Mode.PANIC, "b");
  }

  @Test
  void givesThoseThatWarmUpPartOfTheirShare() {
    with("a", Standing.UP).with("b", Standing.WARMING, false, 25);
    assertThat(Selection.of(entries, Percentage.of(50)).shares())
        .extracting(share -> share.weight())
        .containsExactly(1_000, 250);
  }
}
