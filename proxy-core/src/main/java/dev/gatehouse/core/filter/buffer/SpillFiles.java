package dev.gatehouse.core.filter.buffer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where bodies go that outgrow memory: a directory, and the threads that do the file operations.
 * The files have no name from the moment they are open: nobody else can open them, and they vanish
 * with the process. Shared by all event loops.
 */
public final class SpillFiles implements AutoCloseable {
  private static final int THREADS = 2;

  private final Path directory;
  private final Executor executor;
  private final Runnable shutdown;
  private volatile long limit;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong used = new AtomicLong();
  private final LongAdder refusals = new LongAdder();

  /**
   * Keeps the files in {@code directory}.
   *
   * @param limit bytes that all of them may have together
   */
  public SpillFiles(Path directory, long limit) {
    this.limit = limit;
    ThreadFactory daemons = Thread.ofPlatform().name("gatehouse-spill-", 1).daemon().factory();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, daemons);
    this.directory = directory;
    this.executor = threads;
    this.shutdown = threads::shutdown;
  }

  /** As the public constructor, with file operations on {@code executor}. */
  SpillFiles(Path directory, long limit, Executor executor) {
    this.limit = limit;
    this.directory = directory;
    this.executor = executor;
    this.shutdown = () -> {};
  }

  /** The directory that the system has for temporary files. */
  public static Path defaultDirectory() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** How many files are open now. */
  public int open() {
    return open.get();
  }

  /** The bytes in all files now, those that are about to be written included. */
  public long used() {
    return used.get();
  }

  /** Bounds the bytes of all files so from now on; what is in them stays. */
  public void limit(long bytes) {
    limit = bytes;
  }

  /** The bytes that all files may have together. */
  public long limit() {
    return limit;
  }

  /** How often {@link #reserve} said no. */
  public long refusals() {
    return refusals.sum();
  }

  /** Takes {@code bytes} of what all files may have, if there is as much left; else counts that. */
  boolean reserve(long bytes) {
    if (used.addAndGet(bytes) <= limit) {
      return true;
    }
    used.addAndGet(-bytes);
    refusals.increment();
    return false;
  }

  /** Gives back what was reserved. */
  void unreserve(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Lets the operations under way finish, and refuses new ones. */
  @Override
  public void close() {
    shutdown.run();
  }

  /** Where file operations run; rejects them once this is closed. */
  Executor executor() {
    return executor;
  }

  /** Opens a new file that nobody else can reach. Blocks. */
  FileChannel create() throws IOException {
    Path path = Files.createTempFile(directory, "gatehouse-", ".spill");
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    open.incrementAndGet();
    // Where the system lets an open file lose its name, the line above took it; elsewhere it goes
    // when the file is closed.
    return channel;
  }

  /** Closes what {@link #create} opened. Blocks: it frees the file's space. */
  void dispose(FileChannel channel) throws IOException {
    open.decrementAndGet();
    channel.close();
  }
}
