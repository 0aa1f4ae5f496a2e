package dev.gatehouse.cache.disk;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The threads of a store: one that writes, and some that read, so that who reads does not wait for
 * what is written.
 *
 * @param writer runs one task at a time, in order
 * @param readers rejects what is too much
 * @param nanos the time by which pauses are measured
 * @param shutdown lets the tasks under way finish and takes no more
 */
record DiskThreads(Executor writer, Executor readers, LongSupplier nanos, Runnable shutdown) {
  private static final int READERS = 2;
  private static final int MOST_READS = 4096;

  static DiskThreads start() {
    ThreadFactory writing = Thread.ofPlatform().name("gatehouse-disk-writer").daemon().factory();
    ThreadFactory reading =
        Thread.ofPlatform().name("gatehouse-disk-reader-", 1).daemon().factory();
    ExecutorService writer = Executors.newSingleThreadExecutor(writing);
    ExecutorService readers =
        new ThreadPoolExecutor(
            READERS, READERS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_READS), reading);
    return new DiskThreads(
        writer,
        readers,
        System::nanoTime,
        () -> {
          writer.shutdown();
          readers.shutdown();
        });
  }

  void close() {
    shutdown.run();
  }

  /** Waits for {@code done}; who interrupts that finds the thread interrupted behind it. */
  static void await(CountDownLatch done) {
    boolean interrupted = false;
    while (done.getCount() > 0) {
      try {
        done.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
