package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.concurrency.ConcurrencySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several loops at once, more requests than turns: a lost wake-up would leave one waiting. */
final class TurnsStressTest {
  private static final int LOOPS = 4;
  private static final int AT_ONCE = 8;
  private static final int REQUESTS = 5_000;

  private final List<ExecutorService> threads = new ArrayList<>();
  private final AtomicInteger active = new AtomicInteger();
  private final LongAccumulator peak = new LongAccumulator(Math::max, 0);
  private final CountDownLatch served = new CountDownLatch(LOOPS * AT_ONCE * REQUESTS);

  @AfterEach
  void stop() {
    threads.forEach(ExecutorService::shutdownNow);
  }

  /** One client that asks again and again. */
  private final class Client implements Runnable {
    private final Turns turns;
    private final ExecutorService loop;
    private int left = REQUESTS;
    private Turns.@Nullable Turn turn;

    Client(Turns turns, ExecutorService loop) {
      this.turns = turns;
      this.loop = loop;
    }

    void ask() {
      if (turns.tryTake(true)) {
        begin();
      } else {
        turn = Objects.requireNonNull(turns.wait(loop, this), "the line is full");
      }
    }

    @Override
    public void run() {
      Turns.Turn mine = Objects.requireNonNull(turn);
      if (turns.tryTake(false)) {
        mine.taken(1);
        begin();
      } else {
        mine.again();
      }
    }

    private void begin() {
      peak.accumulate(active.incrementAndGet());
      loop.execute(this::end);
    }

    private void end() {
      active.decrementAndGet();
      turns.release();
      served.countDown();
      if (--left > 0) {
        ask();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void everyRequestGetsItsTurnAndNoneTooMany(int max) throws Exception {
    Turns turns =
        new Turns(
            new ConcurrencySettings(max, 0, LOOPS * AT_ONCE, Duration.ofSeconds(2), null),
            () -> true);
    for (int i = 0; i < LOOPS; i++) {
      ExecutorService loop = Executors.newSingleThreadExecutor();
      threads.add(loop);
      for (int client = 0; client < AT_ONCE; client++) {
        Client asking = new Client(turns, loop);
        loop.execute(asking::ask);
      }
    }
    assertThat(served.await(60, TimeUnit.SECONDS)).as("nobody waits for ever").isTrue();
    assertThat(peak.get()).isLessThanOrEqualTo(max);
    assertThat(turns.active()).isZero();
    assertThat(turns.waiting()).isZero();
  }
}
