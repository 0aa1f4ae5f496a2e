package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Mark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of requests: a line per exchange, written within a second of its end, off the event
 * loops. When lines come faster than they can be written, lines are dropped and counted; an event
 * loop never waits.
 *
 * <p>Told of exchanges on their event loops; the rest is safe for any thread.
 */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
  /** What may wait per event loop: some thousands of lines. */
  private static final int RING = 1 << 20;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** How a line looks. */
  public enum Format {
    JSON,
    COMBINED
  }

  private final List<LoopLog> loops;
  private final List<LogRing> rings = new ArrayList<>();
  private final LogWriter writer;

  private AccessLog(LogOutput output, Supplier<LineFormat> formats, int loops, int ring) {
    this.loops = new ArrayList<>(loops);
    for (int i = 0; i < loops; i++) {
      rings.add(new LogRing(ring));
    }
    this.writer = new LogWriter(rings, output);
    for (LogRing each : rings) {
      this.loops.add(new LoopLog(formats.get(), each, writer));
    }
  }

  /**
   * Opens the log and starts its thread.
   *
   * @param file appended to, and followed when it is renamed; null for the standard output
   * @param loops the number of event loops
   * @throws IOException if the file cannot be opened
   */
  public static AccessLog open(@Nullable Path file, Format format, int loops) throws IOException {
    return open(file == null ? LogOutput.stdout() : LogOutput.file(file), format, loops, RING);
  }

  static AccessLog open(LogOutput output, Format format, int loops, int ring) {
    Supplier<LineFormat> formats =
        switch (format) {
          case JSON -> JsonFormat::new;
          case COMBINED -> CombinedFormat::new;
        };
    AccessLog log = new AccessLog(output, formats, loops, ring);
    log.writer.start();
    return log;
  }

  @Override
  public void finished(Exchange exchange) {
    loops.get(exchange.loop().index()).add(exchange);
  }

  /** Opens the file anew, for whoever has renamed it; does not wait for that. */
  public void reopen() {
    writer.reopen();
  }

  /** How many lines were dropped because they came faster than they could be written. */
  public long dropped() {
    long sum = 0;
    for (LogRing ring : rings) {
      sum += ring.dropped();
    }
    return sum;
  }

  /** Writes what is left and closes the file. The event loops have ended, or log no more. */
  @Override
  public void close() {
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        writer.end();
        ended = true;
      } catch (InterruptedException e) {
        interrupted = true; // what is left is still to be written; passed on below
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The log of one event loop. */
  private static final class LoopLog {
    private final LineFormat format;
    private final LineBuffer line = new LineBuffer();
    private final LogRing ring;
    private final LogWriter writer;

    LoopLog(LineFormat format, LogRing ring, LogWriter writer) {
      this.format = format;
      this.ring = ring;
      this.writer = writer;
    }

    void add(Exchange exchange) {
      long elapsed = Math.max(0, exchange.between(Mark.HEAD, Mark.END));
      long begun = exchange.loop().clock().epochMillis() - elapsed / NANOS_PER_MILLI;
      line.clear();
      format.write(exchange, begun, line);
      ring.offer(line.bytes(), line.length());
      if (ring.pressing()) {
        writer.wake();
      }
    }
  }
}
