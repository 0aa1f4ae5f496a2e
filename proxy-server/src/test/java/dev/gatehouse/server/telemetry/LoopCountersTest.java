package dev.gatehouse.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopCountersTest {
  @Test
  void losesNoCountWhileItIsRead() throws InterruptedException {
    int loops = 3;
    int times = 200_000;
    LoopCounters counters = new LoopCounters(loops, 2);
    List<Thread> threads = new ArrayList<>();
    for (int loop = 0; loop < loops; loop++) {
      int own = loop;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < times; i++) {
                  counters.add(own, 1, 2);
                }
              }));
    }
    long last = 0;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      long now = counters.sum(1);
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counters.sum(1)).isEqualTo(2L * loops * times);
    assertThat(counters.sum(0)).isZero();
  }
}
