package dev.gatehouse.server.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
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
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<LogRing> rings;
  private final LogOutput output;
  private final Thread thread;
  private volatile boolean ending;
  private volatile boolean reopen;
  private boolean failing;

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

  /** Makes it write what is left and end; waits for that. */
  void end() throws InterruptedException {
    ending = true;
    wake();
    thread.join();
  }

  @Override
  public void run() {
    long followed = System.nanoTime();
    while (!ending) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
      drain();
      if (reopen || System.nanoTime() - followed > FOLLOW_NANOS) {
        followed = System.nanoTime();
        renew();
      }
    }
    drain();
    finish();
  }

  private void drain() {
    try {
      for (LogRing ring : rings) {
        drain(ring);
      }
      if (failing) {
        failing = false;
        LOG.info("the access log can be written to {} again", output);
      }
    } catch (IOException e) {
      report(e);
    }
  }

  private void drain(LogRing ring) throws IOException {
    ByteBuffer[] lines = ring.waiting();
    while (lines[0].hasRemaining() || lines[1].hasRemaining()) {
      ring.consumed(output.write(lines));
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
    if (!failing) {
      failing = true;
      LOG.error("the access log cannot be written to {}; it will be tried again", output, e);
    }
  }

  private void finish() {
    long lost = 0;
    for (LogRing ring : rings) {
      ByteBuffer[] lines = ring.waiting();
      lost += lines[0].remaining() + lines[1].remaining();
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
