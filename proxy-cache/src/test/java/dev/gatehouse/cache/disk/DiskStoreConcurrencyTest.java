package dev.gatehouse.cache.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.ByteSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads that put, find and remove, while segments go all the time. */
final class DiskStoreConcurrencyTest {
  private static final int THREADS = 4;
  private static final int STEPS = 3000;
  private static final int KEYS = 500;
  private static final Bounds BOUNDS = new Bounds(8L << 16, 1 << 16, 10_000);

  @TempDir Path folder;

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  private DiskStore open() {
    DiskStore store =
        new DiskStore(
            new DiskSettings(folder, ByteSize.ofMiB(16)),
            BOUNDS,
            DiskContents.UNWATCHED,
            DiskThreads.start(),
            Segment.Output.DISK);
    store.start();
    return store;
  }

  @Test
  void nobodyEverGetsAnythingButWhatWasPut() throws Exception {
    try (DiskStore store = open();
        var threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int seed = i;
        done.add(threads.submit(() -> play(store, new SplittableRandom(seed))));
      }
      for (Future<?> each : done) {
        each.get();
      }
      store.awaitDurable();
      DiskState state = store.state();
      assertThat(state.written()).isPositive();
      assertThat(state.evicted()).isPositive();
      assertThat(state.hits()).isPositive();
      assertThat(state.damaged()).isZero();
      assertThat(state.errors()).isZero();
      assertThat(state.waiting()).isZero();
      assertThat(state.bytes()).isLessThanOrEqualTo(BOUNDS.size() * 5 / 4 + BOUNDS.segment());
    }
    try (DiskStore store = open()) {
      CountDownLatch found = new CountDownLatch(KEYS);
      for (int i = 0; i < KEYS; i++) {
        String key = "key" + i;
        store.find(
            key,
            Runnable::run,
            entries -> {
              check(key, entries, 0);
              found.countDown();
            });
      }
      found.await();
      assertThat(store.state().damaged()).isZero();
    }
    assertThat(wrong).isEmpty();
  }

  private void play(DiskStore store, SplittableRandom random) {
    CountDownLatch found = new CountDownLatch(STEPS);
    for (int step = 0; step < STEPS; step++) {
      String key = "key" + random.nextInt(KEYS);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> put(store, key, random);
        case 3 -> store.remove(key);
        default -> {}
      }
      int patience = random.nextInt(200);
      store.find(
          key,
          Runnable::run,
          entries -> {
            check(key, entries, patience);
            found.countDown();
          });
    }
    DiskThreads.await(found);
  }

  private static void put(DiskStore store, String key, SplittableRandom random) {
    int variant = random.nextInt(2);
    String word = key + "/" + variant + "/" + random.nextInt(1000) + ";";
    String content = word.repeat(1 + random.nextInt(800));
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(content.length());
    buffer.writeCharSequence(content, US_ASCII);
    store.put(key, variant, word.getBytes(US_ASCII), buffer);
    buffer.release();
  }

  /** Reads an entry now and once more later, as somebody would who has a slow client. */
  private void check(String key, List<DiskEntry> entries, int patience) {
    for (DiskEntry entry : entries) {
      String word = new String(entry.meta(), US_ASCII);
      for (int i = 0; i <= patience; i += 100) {
        String content = entry.content().toString(US_ASCII);
        boolean right =
            word.startsWith(key + "/" + entry.variant() + "/")
                && content.equals(word.repeat(content.length() / word.length()));
        if (!right) {
          wrong.add(key + ": " + word);
        }
      }
      entry.content().release();
    }
  }
}
