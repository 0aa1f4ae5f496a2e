package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads at once, more than there are permits: a lost wake-up would leave one waiting. */
final class ConnectionPermitsStressTest {
  private static final int LOOPS = 4;
  private static final int REQUESTS = 20_000;

  private final List<ExecutorService> threads = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAccumulator peak = new LongAccumulator(Math::max, 0);
  private final CountDownLatch served = new CountDownLatch(LOOPS * REQUESTS);

  /** One event loop that serves requests over connections, some of which it keeps idle between. */
  private final class Loop implements ConnectionPermits.Holder {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final ConnectionPermits.Share share;
    private int left = REQUESTS;
    private int idle;

    Loop(ConnectionPermits permits) {
      share = permits.join(thread, this);
      threads.add(thread);
    }

    void serve() {
      while (left > 0 && idle > 0) {
        idle--;
        share.unparked();
        begin();
      }
      while (left > 0 && share.tryAcquire()) {
        peak.accumulate(open.incrementAndGet());
        begin();
      }
      if (left > 0) {
        share.await();
      }
    }

    private void begin() {
      left--;
      thread.execute(this::end);
    }

    private void end() {
      served.countDown();
      if (left % 3 == 0) {
        close();
      } else {
        idle++;
        if (share.parked()) {
          wanted();
        }
      }
      serve();
    }

    private void close() {
      open.decrementAndGet();
      share.release();
    }

    @Override
    public void granted() {
      peak.accumulate(open.incrementAndGet());
      if (left > 0) {
        begin();
      } else {
        close();
      }
      serve();
    }

    @Override
    public void wanted() {
      if (idle > 0) {
        idle--;
        share.unparked();
        close();
      }
    }
  }

  @AfterEach
  void stop() {
    threads.forEach(ExecutorService::shutdownNow);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void servesEveryLoopAndNeverExceedsTheBound(int max) throws InterruptedException {
    ConnectionPermits permits = new ConnectionPermits(max);
    List<Loop> loops = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      loops.add(new Loop(permits));
    }
    loops.forEach(loop -> loop.thread.execute(loop::serve));
    assertThat(served.await(60, TimeUnit.SECONDS)).as("all served").isTrue();
    assertThat(peak.get()).isPositive().isLessThanOrEqualTo(max);
  }
}
