package dev.gatehouse.cache.fill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Readers on real threads: a lost wake-up would leave one waiting, a wrong hold would be a leak.
 */
final class FillStressTest {
  private static final int LOOPS = 4;
  private static final int READERS = 60;
  private static final int PIECES = 300;
  private static final int PIECE = 6_000;

  private final List<EventExecutor> loops = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
  private final MemoryBudget budget = new MemoryBudget(1 << 30);

  @AfterEach
  void stop() {
    loops.forEach(loop -> loop.shutdownGracefully(0, 0, TimeUnit.SECONDS));
  }

  /** A source that has the next piece in a later task of its loop: numbered bytes. */
  private final class Source implements FedBody.Feed {
    final FedBody body = new FedBody(Body.UNKNOWN_LENGTH, this);
    private int left = PIECES;
    private long at;

    @Override
    public void wanted() {
      loops.getFirst().execute(this::more);
    }

    private void more() {
      for (int i = 0; i < 3 && left > 0; i++, left--) {
        ByteBuf piece = PooledByteBufAllocator.DEFAULT.directBuffer(PIECE);
        body.offer(piece.writeBytes(expected(at, PIECE)));
        at += PIECE;
      }
      if (left == 0) {
        body.complete(null);
      }
    }

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }

  /** A client that reads, pauses for a task now and then, and may leave early. */
  private final class Client implements Runnable {
    private final Body body;
    private final EventExecutor loop;
    private final CountDownLatch done;
    private final Random random;
    private final long leaveAt;
    private long at;

    Client(Body body, EventExecutor loop, CountDownLatch done, int seed) {
      this.body = body;
      this.loop = loop;
      this.done = done;
      this.random = new Random(seed);
      this.leaveAt = seed % 5 == 4 ? random.nextInt(PIECES * PIECE) : Long.MAX_VALUE;
    }

    @Override
    public void run() {
      try {
        read();
      } catch (RuntimeException | AssertionError e) {
        wrong.compareAndSet(null, e);
        body.discard();
        done.countDown();
      }
    }

    private void read() {
      for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes).release();
        assertThat(Arrays.equals(bytes, expected(at, bytes.length))).isTrue();
        at += bytes.length;
        if (random.nextInt(4) == 0) {
          loop.execute(this);
          return;
        }
        if (at > leaveAt) {
          finish();
          return;
        }
      }
      assertThat(body.failure()).isNull();
      if (body.ended()) {
        assertThat(at).isEqualTo((long) PIECES * PIECE);
        finish();
      } else {
        body.demand(this);
      }
    }

    private void finish() {
      body.discard();
      done.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({"100000000, true", "1, false", "600000, false"})
  void servesReadersOnAllLoops(long keepAtMost, boolean kept) throws InterruptedException {
    for (int i = 0; i < LOOPS; i++) {
      loops.add(new DefaultEventExecutor());
    }
    CountDownLatch done = new CountDownLatch(READERS);
    Phaser fate = new Phaser(1);
    AtomicReference<@Nullable Long> stored = new AtomicReference<>();
    Source source = new Source();
    Fill fill =
        new Fill(
            loops.getFirst(),
            source.body,
            keepAtMost,
            budget,
            new Fill.Listener() {
              @Override
              public void complete(List<ByteBuf> pieces, @Nullable Headers trailers) {
                stored.set(pieces.stream().mapToLong(ByteBuf::readableBytes).sum());
                fate.arrive();
              }

              @Override
              public void unkept(Unkept why) {}

              @Override
              public void passed() {
                fate.arrive();
              }

              @Override
              public void broken(Failure failure, List<ByteBuf> pieces) {
                wrong.compareAndSet(null, new AssertionError(failure.toString()));
                fate.arrive();
              }
            });
    CountDownLatch joined = new CountDownLatch(LOOPS);
    for (int i = 0; i < READERS; i++) {
      EventExecutor loop = loops.get(i % LOOPS);
      int seed = i;
      loop.execute(() -> join(fill, loop, done, seed, joined));
    }
    await(joined);
    loops.getFirst().execute(fill::start);
    await(done);
    fate.awaitAdvance(0);

    assertThat(wrong.get()).isNull();
    assertThat(stored.get()).isEqualTo(kept ? (long) PIECES * PIECE : null);
    assertThat(budget.used()).isZero();
  }

  /** The first reader of each loop joins before the start, the others while content arrives. */
  private void join(
      Fill fill, EventExecutor loop, CountDownLatch done, int seed, CountDownLatch joined) {
    Body body = fill.reader(loop);
    if (body == null) {
      done.countDown();
    } else {
      new Client(body, loop, done, seed).run();
    }
    joined.countDown();
  }

  /** What stands in the content from {@code at} on. */
  private static byte[] expected(long at, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((at + i) % 251);
    }
    return bytes;
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(60, TimeUnit.SECONDS)).as("everybody is done").isTrue();
  }
}
