package dev.gatehouse.core.filter.buffer;

import io.netty.util.concurrent.EventExecutor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One body's spill file. It is created by the first write, off the event loop like every operation,
 * and closed when nobody holds it and no operation is under way.
 *
 * <p>Confined to one event loop, but for {@link #channel}, which only file operations touch; one
 * follows the other through the event loop.
 */
final class SpillFile {
  private static final Logger LOG = LoggerFactory.getLogger(SpillFile.class);

  /** Who asked for an operation, told of its end on the event loop. */
  interface Completion {
    /**
     * The operation is over.
     *
     * @param failure what went wrong, null if nothing did
     */
    void completed(@Nullable IOException failure);
  }

  /** Something that blocks. */
  private interface Operation {
    void run() throws IOException;
  }

  private final SpillFiles files;
  private final EventExecutor loop;
  private @Nullable FileChannel channel;
  private int holders = 1;
  private long reserved;

  SpillFile(SpillFiles files, EventExecutor loop) {
    this.files = files;
    this.loop = loop;
  }

  /** Takes the room on disk for {@code bytes} more; false if there is none. */
  boolean reserve(long bytes) {
    if (!files.reserve(bytes)) {
      return false;
    }
    reserved += bytes;
    return true;
  }

  /** Writes {@code data} behind what was written before. */
  void append(ByteBuffer[] data, Completion completion) {
    start(() -> write(data), completion);
  }

  /** Fills {@code into} from {@code position} on. */
  void read(ByteBuffer into, long position, Completion completion) {
    start(() -> fill(into, position), completion);
  }

  /** Adds a holder. */
  SpillFile retain() {
    holders++;
    return this;
  }

  /** Takes a holder away; the file is closed after the last one. */
  void release() {
    holders--;
    if (holders == 0) {
      long freed = reserved;
      try {
        files.executor().execute(() -> dispose(freed));
      } catch (RejectedExecutionException e) {
        LOG.debug("the process is about to end: closing a spill file in place", e);
        dispose(freed);
      }
    }
  }

  private void start(Operation operation, Completion completion) {
    retain();
    try {
      files.executor().execute(() -> perform(operation, completion));
    } catch (RejectedExecutionException e) {
      IOException failure = new IOException("spill files are closed", e);
      loop.execute(() -> finish(failure, completion));
    }
  }

  private void perform(Operation operation, Completion completion) {
    IOException failure = attempt(operation);
    try {
      loop.execute(() -> finish(failure, completion));
    } catch (RejectedExecutionException e) {
      LOG.debug("the event loop has ended: nobody is left to be in the way of this thread", e);
      finish(failure, completion);
    }
  }

  private static @Nullable IOException attempt(Operation operation) {
    try {
      operation.run();
      return null;
    } catch (IOException e) {
      return e;
    } catch (RuntimeException e) {
      LOG.error("a spill file operation failed unexpectedly", e);
      return new IOException(e);
    }
  }

  private void finish(@Nullable IOException failure, Completion completion) {
    completion.completed(failure);
    release();
  }

  private void write(ByteBuffer[] data) throws IOException {
    FileChannel file = channel;
    if (file == null) {
      file = files.create();
      channel = file;
    }
    for (int i = 0; i < data.length; i++) {
      while (data[i].hasRemaining()) {
        file.write(data, i, data.length - i);
      }
    }
  }

  private void fill(ByteBuffer into, long position) throws IOException {
    FileChannel file = channel;
    if (file == null) {
      throw new EOFException("nothing was written");
    }
    long at = position;
    while (into.hasRemaining()) {
      int read = file.read(into, at);
      if (read < 0) {
        throw new EOFException("the file ends at " + at + ", " + into.remaining() + " bytes early");
      }
      at += read;
    }
  }

  private void dispose(long freed) {
    FileChannel file = channel;
    if (file != null) {
      channel = null;
      try {
        files.dispose(file);
      } catch (IOException e) {
        LOG.warn("a spill file was not closed cleanly", e);
      }
    }
    files.unreserve(freed);
  }
}
