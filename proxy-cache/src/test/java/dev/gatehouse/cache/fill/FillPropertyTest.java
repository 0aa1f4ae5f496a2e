package dev.gatehouse.cache.fill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.testing.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for every order of what a source, readers on two loops and the memory do: a reader has
 * a beginning of the content, all of it if it ended, and in the end nothing is held.
 */
final class FillPropertyTest {
  private static final Failure RESET = Failure.of(FailureReason.BACKEND_RESET);
  private static final int STEPS = 60;

  private final ManualLoop home = new ManualLoop(0);
  private final ManualLoop other = new ManualLoop(1);
  private final StringBuilder sent = new StringBuilder();
  private final List<Reading> readings = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 20, 22, 24, 27})
  void holdsInEveryOrder(long shift) {
    for (long seed = 0; seed < 2_000; seed++) {
      run(new Random((seed << shift) + shift));
    }
  }

  private void run(Random random) {
    sent.setLength(0);
    readings.clear();
    MemoryBudget budget = new MemoryBudget(random.nextInt(10) == 0 ? 2_000 : 1 << 24);
    RecordedFate fate = new RecordedFate();
    ScriptedSource source = new ScriptedSource(Body.UNKNOWN_LENGTH);
    long most = random.nextBoolean() ? 1 << 24 : random.nextInt(200);
    Fill fill = new Fill(home.executor(), source.body, most, budget, fate);
    fill.start();
    int stop = random.nextInt(STEPS);
    int size = random.nextInt(20) == 0 ? 50_000 : 40;
    for (int step = 0; step < STEPS; step++) {
      if (step == stop) {
        end(random, fill, source);
      } else {
        step(random, fill, source, size);
      }
      check();
    }
    settle();

    check();
    assertThat(fate.told.stream().filter(told -> !told.startsWith("unkept"))).hasSize(1);
    if (fate.content != null) {
      assertThat(fate.content).isEqualTo(sent.toString());
    }
    readings.forEach(Reading::leave);
    settle();
    assertThat(source.alive()).isZero();
    assertThat(budget.used()).isZero();
  }

  private void step(Random random, Fill fill, ScriptedSource source, int size) {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> offer(source, random.nextInt(size));
      case 3 -> join(fill, random.nextBoolean() ? home : other);
      case 4 -> home.run();
      case 5 -> other.run();
      case 6 -> any(random, Reading::readOne);
      case 7, 8 -> any(random, Reading::follow);
      default -> {
        if (random.nextInt(4) == 0) {
          any(random, Reading::leave);
        }
      }
    }
  }

  private void any(Random random, Consumer<Reading> act) {
    if (!readings.isEmpty()) {
      act.accept(readings.get(random.nextInt(readings.size())));
    }
  }

  private void offer(ScriptedSource source, int bytes) {
    if (source.body.over() || source.abandoned) {
      return;
    }
    StringBuilder piece = new StringBuilder(bytes);
    for (int i = 0; i < bytes; i++) {
      piece.append((char) ('!' + (sent.length() + i) % 89));
    }
    sent.append(piece);
    source.offer(piece.toString());
  }

  private void join(Fill fill, ManualLoop loop) {
    Body body = fill.reader(loop.executor());
    if (body != null) {
      readings.add(new Reading(body));
    }
  }

  private static void end(Random random, Fill fill, ScriptedSource source) {
    switch (random.nextInt(4)) {
      case 0 -> source.fail(RESET);
      case 1 -> fill.abandon(RESET);
      default -> source.complete();
    }
  }

  private void check() {
    for (Reading reading : readings) {
      assertThat(sent.toString()).startsWith(reading.text.toString());
      if (reading.ended) {
        assertThat(reading.text.length()).isEqualTo(sent.length());
      }
    }
  }

  /** Lets everybody go on until nothing happens any more. */
  private void settle() {
    for (int i = 0; i < 100; i++) {
      readings.forEach(Reading::follow);
      home.run();
      other.run();
    }
  }
}
