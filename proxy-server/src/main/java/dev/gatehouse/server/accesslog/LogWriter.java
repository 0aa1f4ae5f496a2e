package dev.gatehouse.server.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that takes lines from the rings to the output: several times per second, at once when
 * a ring fills up, and a last time when it is told to end. When the output fails, lines wait in
 * their rings and are tried again.
 */
final class LogWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  /** For outputs that tell nobody when they have room again. */
  private static final long SHORT_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** What is left may take this long to be written when it is told to end. */
  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** An output that blocks, such as a pipe that nobody reads, keeps nobody from ending. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long nothing fails before it is said to work again. */
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<LogRing> rings;
  private final LogOutput output;
  private final Thread thread;
  private volatile boolean ending;
  private volatile boolean reopen;
  private volatile boolean failing;
  private long failedAt;

  /** The ring whose turn it is, and what is left of its turn in bytes; 0: it has not begun. */
  private int turn;

  private long left;

  LogWriter(List<LogRing> rings, LogOutput output) {
    this.rings = rings;
    this.output = output;
    this.thread = Thread.ofPlatform().name("gatehouse-access-log").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Makes it look now. Any thread; does not wait. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /** Makes it open its file anew. Any thread; does not wait. */
  void reopen() {
    reopen = true;
    wake();
  }

  /** Makes it write what is left and end; waits for that, but not for an output that blocks. */
  void end() throws InterruptedException {
    ending = true;
    wake();
    if (!thread.join(PATIENCE)) {
      LOG.error("the access log did not end in time: {} takes nothing", output);
    }
  }

  /** Whether the output takes nothing at the moment. Any thread. */
  boolean failing() {
    return failing;
  }

  /** How many lines were given up by the output. Any thread. */
  long dropped() {
    return output.dropped();
  }

  @Override
  public void run() {
    long followed = System.nanoTime();
    boolean done = true;
    while (!ending) {
      LockSupport.parkNanos(this, done ? output.pauseNanos() : SHORT_PAUSE_NANOS);
      done = drain();
      if (reopen || System.nanoTime() - followed > FOLLOW_NANOS) {
        followed = System.nanoTime();
        renew();
      }
    }
    long end = System.nanoTime() + LAST_NANOS;
    while (!drain() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(this, SHORT_PAUSE_NANOS);
    }
    finish();
  }

  /**
   * Gives each ring a turn, in which what waits in it at the beginning is written.
   *
   * @return false if the output had no room, and there is more to be written as soon as it has
   */
  boolean drain() {
    try {
      for (int i = 0; i < rings.size(); i++) {
        if (!drain(rings.get(turn))) {
          return false;
        }
        turn = (turn + 1) % rings.size();
      }
      worked();
    } catch (IOException e) {
      left = 0;
      report(e);
    }
    return true;
  }

  private boolean drain(LogRing ring) throws IOException {
    if (left == 0) {
      left = remaining(ring.waiting());
    }
    while (left > 0 || output.busy()) {
      long written = output.write(ring.waiting());
      if (written == 0) {
        return false;
      }
      ring.consumed(written);
      left -= written;
    }
    left = 0;
    return true;
  }

  private static long remaining(ByteBuffer[] lines) {
    return (long) lines[0].remaining() + lines[1].remaining();
  }

  /** A datagram may be taken that nobody gets: only some time without a failure says anything. */
  private void worked() {
    if (failing && System.nanoTime() - failedAt > CALM_NANOS) {
      failing = false;
      LOG.info("the access log can be written to {} again", output);
    }
  }

  private void renew() {
    try {
      if (reopen) {
        reopen = false;
        output.reopen();
      } else {
        output.follow();
      }
    } catch (IOException e) {
      report(e);
    }
  }

  private void report(IOException e) {
    failedAt = System.nanoTime();
    if (!failing) {
      failing = true;
      LOG.error(
          "the access log cannot be written to {}; it will be tried again: {}",
          output,
          e.toString());
    }
  }

  private void finish() {
    long lost = 0;
    for (LogRing ring : rings) {
      lost += remaining(ring.waiting());
    }
    if (lost > 0) {
      LOG.error("{} bytes of the access log could not be written to {}", lost, output);
    }
    try {
      output.close();
    } catch (IOException e) {
      LOG.error("the access log was not closed cleanly: {}", output, e);
    }
  }
}
