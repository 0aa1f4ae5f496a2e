package dev.gatehouse.core.transport;

import dev.gatehouse.core.time.Clock;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * All event loops of the process, one per core, and what each of them owns. Shared; fixed for the
 * life of the process.
 */
public final class EventLoops {
  private static final long CLOSING_MILLIS = 1000;

  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final List<Loop> loops;

  private EventLoops(Transport transport, MultiThreadIoEventLoopGroup group, List<Loop> loops) {
    this.transport = transport;
    this.group = group;
    this.loops = loops;
  }

  /** Starts {@code count} event loops. */
  public static EventLoops start(Transport transport, int count, Clock clock) {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("gatehouse-loop"), transport.io());
    List<Loop> loops = new ArrayList<>(count);
    for (EventExecutor executor : group) {
      Loop loop = new Loop((EventLoop) executor, loops.size(), clock);
      loops.add(loop);
      loop.start();
    }
    return new EventLoops(transport, group, List.copyOf(loops));
  }

  public Transport transport() {
    return transport;
  }

  /** The loops in the order of their numbers. */
  public List<Loop> loops() {
    return loops;
  }

  /** What {@code eventLoop}, one of these, owns. */
  public Loop of(EventLoop eventLoop) {
    for (Loop loop : loops) {
      if (loop.eventLoop() == eventLoop) {
        return loop;
      }
    }
    throw new IllegalArgumentException(
        "event loop: " + eventLoop + " (expected: one of this group)");
  }

  /** Netty's view of the loops, for what is bound and connected. */
  public MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /** Whether each of them takes a turn within {@code patience}. Blocks; not to be asked on one. */
  public boolean allTurn(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    List<Future<?>> turns = new ArrayList<>(loops.size());
    for (Loop loop : loops) {
      turns.add(loop.eventLoop().submit(() -> {}));
    }
    for (Future<?> turn : turns) {
      long left = Math.max(0, deadline - System.nanoTime());
      if (!turn.awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Ends the loops once every connection is gone, or after a second; then what is still there is
   * cut. Blocks. Not to be called on one of them.
   */
  public void stop() {
    awaitDepartures();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  /**
   * A connection closes in several turns of its loop: what TLS still has to say, what the kernel
   * still holds of it. A loop that ends in between never tells the connection's handlers, and what
   * they hold outside the heap is lost.
   */
  private void awaitDepartures() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS);
    try {
      while (present() > 0 && System.nanoTime() - deadline < 0) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private int present() throws InterruptedException, ExecutionException {
    int connections = 0;
    for (Loop loop : loops) {
      connections += loop.eventLoop().submit(loop.presence()::count).get();
    }
    return connections;
  }
}
