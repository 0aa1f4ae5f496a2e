package dev.gatehouse.server.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A syslog server. While it cannot be reached, lines wait in their rings, and it is tried again,
 * after pauses that grow from a quarter of a second to ten.
 */
final class SyslogOutput implements LogOutput {
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);

  /** Between bursts of datagrams: while there are lines, and while there are none. */
  private static final long BURST = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long REST = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long OPENING = TimeUnit.SECONDS.toNanos(5);
  private static final long STALLED = TimeUnit.SECONDS.toNanos(30);

  private final String name;
  private final SyslogLink link;
  private final LongSupplier nanos;
  private @Nullable IOException failure;
  private long pause = FIRST_PAUSE;
  private long failedAt;

  /** Since when the link has been given lines and taken none. */
  private long waitingSince;

  private boolean waiting;

  /** Whether lines were sent since the pause was last asked for. */
  private boolean sending;

  private volatile long dropped;

  /**
   * @param name what it is called in the program's log
   * @param nanos a clock
   */
  SyslogOutput(String name, SyslogLink link, LongSupplier nanos) {
    this.name = name;
    this.link = link;
    this.nanos = nanos;
  }

  @Override
  public long write(ByteBuffer[] lines) throws IOException {
    long now = nanos.getAsLong();
    if (failure != null && now - failedAt < pause) {
      throw failure;
    }
    try {
      return send(lines, now);
    } catch (IOException e) {
      pause = failure == null ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
      failure = e;
      failedAt = now;
      waiting = false;
      link.close();
      throw e;
    }
  }

  private long send(ByteBuffer[] lines, long now) throws IOException {
    boolean open = link.open();
    long done = open ? link.send(lines) : 0;
    dropped = link.tooLong();
    if (done > 0) {
      failure = null;
      waiting = false;
      sending = true;
    } else if (!waiting) {
      waiting = true;
      waitingSince = now;
    } else if (now - waitingSince > (open ? STALLED : OPENING)) {
      throw new IOException(
          open ? "it has taken nothing for 30 seconds" : "no connection within 5 seconds");
    }
    return done;
  }

  @Override
  public long pauseNanos() {
    if (!link.dislikesBursts()) {
      return LogOutput.super.pauseNanos();
    }
    long next = sending ? BURST : REST;
    sending = false;
    return next;
  }

  @Override
  public boolean busy() {
    return link.busy();
  }

  @Override
  public void reopen() throws IOException {
    failure = null;
    waiting = false;
    link.close();
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() throws IOException {
    link.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
