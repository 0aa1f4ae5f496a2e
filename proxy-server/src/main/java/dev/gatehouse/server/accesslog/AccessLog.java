package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Mark;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
   * @param loops the number of event loops
   * @return null if there is to be none
   * @throws IOException if its file cannot be opened; a syslog server need not be there
   */
  public static @Nullable AccessLog open(AccessLogSettings settings, int loops) throws IOException {
    if (settings.format() == AccessLogSettings.Format.OFF) {
      return null;
    }
    return open(output(settings), formats(settings), loops, RING);
  }

  /** Why a log of {@code settings} cannot be opened, for the operator. */
  public static String cannotOpen(AccessLogSettings settings, IOException why) {
    String reason =
        switch (why) {
          case NoSuchFileException none -> "its folder does not exist";
          case AccessDeniedException denied -> "permission denied";
          case FileSystemException other when other.getReason() != null -> other.getReason();
          default -> String.valueOf(why.getMessage());
        };
    return "cannot write " + settings.target() + ": " + reason;
  }

  static AccessLog open(LogOutput output, Supplier<LineFormat> formats, int loops, int ring) {
    AccessLog log = new AccessLog(output, formats, loops, ring);
    log.writer.start();
    return log;
  }

  private static LogOutput output(AccessLogSettings settings) throws IOException {
    SyslogSettings syslog = settings.syslog();
    if (syslog != null) {
      return new SyslogOutput(syslog.to().toString(), SyslogLink.of(syslog), System::nanoTime);
    }
    Path file = settings.path().file();
    return file == null ? new StandardOutput() : FileOutput.open(file, settings.rotate());
  }

  /** How lines are made; each loop gets a format of its own. */
  private static Supplier<LineFormat> formats(AccessLogSettings settings) {
    Supplier<LineFormat> lines =
        settings.format() == AccessLogSettings.Format.COMBINED
            ? CombinedFormat::new
            : JsonFormat::new;
    SyslogSettings syslog = settings.syslog();
    if (syslog == null) {
      return lines;
    }
    String host = syslog.hostname() == null ? HostName.ofThisMachine() : syslog.hostname();
    long pid = ProcessHandle.current().pid();
    return () -> SyslogFormat.of(syslog, host, pid, lines.get());
  }

  @Override
  public void finished(Exchange exchange) {
    loops.get(exchange.loop().index()).add(exchange);
  }

  /**
   * Opens the file anew, for whoever has renamed it, or connects anew to the syslog server; does
   * not wait for that.
   */
  public void reopen() {
    writer.reopen();
  }

  /** Whether lines cannot be written at the moment: they wait, as many as there is room for. */
  public boolean failing() {
    return writer.failing();
  }

  /** How many lines were dropped because they could not be written, or not fast enough. */
  public long dropped() {
    long sum = writer.dropped();
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
