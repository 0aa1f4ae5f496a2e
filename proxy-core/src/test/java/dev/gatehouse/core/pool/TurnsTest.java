package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.concurrency.AdaptiveSettings;
import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ManualLoop loop = new ManualLoop();
  private final ManualLoop otherLoop = new ManualLoop();
  private final List<String> told = new ArrayList<>();
  private boolean room = true;

  private Turns turns(int max, int queue) {
    return new Turns(new ConcurrencySettings(max, 0, queue, PATIENCE, null), () -> room);
  }

  private Turns.@Nullable Turn stand(Turns turns, ManualLoop on, String name) {
    return turns.wait(on.executor(), () -> told.add(name));
  }

  private Turns.Turn inLine(Turns turns, ManualLoop on, String name) {
    return Objects.requireNonNull(stand(turns, on, name), "the line is full");
  }

  private void run() {
    loop.run();
    otherLoop.run();
  }

  @Test
  void givesAsManyTurnsAsThereAre() {
    Turns turns = turns(2, 0);
    assertThat(turns.tryTake(true)).isTrue();
    assertThat(turns.tryTake(true)).isTrue();
    assertThat(turns.tryTake(true)).isFalse();
    turns.release();
    assertThat(turns.active()).isOne();
    assertThat(turns.tryTake(true)).isTrue();
  }

  @Test
  void tellsThoseWhoWaitInTheirOrderAndOverLoops() {
    Turns turns = turns(1, 10);
    assertThat(turns.tryTake(true)).isTrue();
    Turns.Turn first = inLine(turns, loop, "first");
    Turns.Turn second = inLine(turns, otherLoop, "second");
    run();
    assertThat(told).isEmpty();
    assertThat(turns.waiting()).isEqualTo(2);

    turns.release();
    run();
    assertThat(told).containsExactly("first");
    assertThat(turns.tryTake(false)).isTrue();
    first.taken(7);
    run();
    assertThat(told).as("there is no room for the second").containsExactly("first");

    turns.release();
    run();
    assertThat(told).containsExactly("first", "second");
    assertThat(turns.tryTake(false)).isTrue();
    second.taken(5);
    assertThat(turns.waiting()).isZero();
    assertThat(turns.waited()).isEqualTo(2);
    assertThat(turns.waitNanos()).isEqualTo(12);
  }

  @Test
  void nobodyOvertakesTheLineButWhoHasHadATurn() {
    Turns turns = turns(2, 10);
    assertThat(turns.tryTake(true)).isTrue();
    room = false;
    inLine(turns, loop, "first");
    assertThat(turns.tryTake(true)).isFalse();
    assertThat(turns.tryTake(false)).isTrue();
  }

  @Test
  void whoTriesInVainStandsFirstAgain() {
    Turns turns = turns(1, 10);
    assertThat(turns.tryTake(true)).isTrue();
    Turns.Turn first = inLine(turns, loop, "first");
    inLine(turns, loop, "second");
    turns.release();
    run();
    assertThat(turns.tryTake(false)).as("somebody else was faster").isTrue();
    first.again();
    turns.release();
    run();
    assertThat(told).containsExactly("first", "first");
  }

  @Test
  void refusesWhenAsManyWaitAsMay() {
    Turns turns = turns(1, 1);
    assertThat(turns.tryTake(true)).isTrue();
    Turns.Turn first = inLine(turns, loop, "first");
    assertThat(stand(turns, loop, "second")).isNull();
    assertThat(turns.refused()).isOne();
    first.late();
    assertThat(turns.late()).isOne();
    assertThat(stand(turns, loop, "third")).isNotNull();
  }

  @Test
  void aTurnOfOneWhoLeftMeanwhileGoesToTheNext() {
    Turns turns = turns(1, 10);
    assertThat(turns.tryTake(true)).isTrue();
    Turns.Turn first = inLine(turns, loop, "first");
    inLine(turns, otherLoop, "second");
    turns.release();
    first.leave(); // before its loop comes to tell it
    run();
    assertThat(told).containsExactly("second");
    first.leave();
    assertThat(turns.waiting()).as("leaving twice is leaving once").isOne();
  }

  @Test
  void roomThatComesWhileSomebodyBeginsToWaitIsNotMissed() {
    Turns turns = turns(1, 10);
    inLine(turns, loop, "first");
    run();
    assertThat(told).containsExactly("first");
  }

  @Test
  void waitsWhileNoBackendHasRoom() {
    Turns turns = turns(0, 10);
    room = false;
    assertThat(turns.tryTake(true)).isTrue();
    inLine(turns, loop, "first");
    run();
    assertThat(told).isEmpty();
    room = true;
    turns.release();
    run();
    assertThat(told).containsExactly("first");
  }

  @Test
  void aBoundThatFindsItselfGivesMoreTurnsAsItRises() {
    Turns turns =
        new Turns(
            new ConcurrencySettings(0, 0, 10, PATIENCE, new AdaptiveSettings(2, 100)), () -> room);
    int first = turns.limit();
    for (int i = 0; i < first; i++) {
      assertThat(turns.tryTake(true)).isTrue();
    }
    inLine(turns, loop, "first");
    for (int i = 0; i < 50; i++) {
      turns.answered(1_000_000);
    }
    turns.adapt();
    assertThat(turns.limit()).isGreaterThan(first);
    run();
    assertThat(told).containsExactly("first");
  }
}
