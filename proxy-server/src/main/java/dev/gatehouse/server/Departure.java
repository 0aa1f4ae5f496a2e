package dev.gatehouse.server;

import dev.gatehouse.core.transport.listen.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a server that ends parts with its clients: what is under way finishes, and whoever has
 * connected is served, by this process or by the next. Blocks while it runs.
 *
 * @param listeners all of them
 * @param handedOver the names of those whose sockets another process serves by now
 * @param kept the names of those whose sockets stay open without this process, for one to come
 */
record Departure(List<Listener> listeners, Set<String> handedOver, Set<String> kept) {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

  /**
   * Has every connection end, those that have not after {@code patience} the hard way.
   *
   * <p>Where the next process has not begun yet, and the sockets wait for it, clients would wait as
   * long as the slowest request under way takes: they are served for up to half of the patience,
   * while those that were there before finish.
   */
  void run(Duration patience) {
    long begin = System.nanoTime();
    List<Listener> own = new ArrayList<>(listeners);
    own.removeIf(each -> handedOver.contains(each.name()) || kept.contains(each.name()));
    List<Listener> waiting = new ArrayList<>(listeners);
    waiting.removeIf(each -> handedOver.contains(each.name()) || !kept.contains(each.name()));
    listeners.stream()
        .filter(each -> handedOver.contains(each.name()))
        .forEach(Listener::leaveSocket);
    Listener.stopAccepting(own, patience); // first: who is told to go would come again, and be cut
    List<Listener> closed = new ArrayList<>(listeners);
    closed.removeAll(waiting);
    closed.forEach(Listener::drain);
    List<IntSupplier> present = waiting.stream().map(Listener::drainPresent).toList();
    int open = open(listeners);
    if (open > 0) {
      LOG.info("draining {} connections, for {} s at most", open, patience.toSeconds());
    }
    if (!waiting.isEmpty()) {
      await(() -> sum(present) + open(closed), begin + patience.dividedBy(2).toNanos());
      waiting.forEach(Listener::leaveSocket);
      waiting.forEach(Listener::drain);
    }
    await(() -> open(listeners), begin + patience.toNanos());
    int left = open(listeners);
    if (left > 0) {
      LOG.warn("{} connections did not end in time and are cut", left);
    }
    listeners.forEach(Listener::closeConnections);
  }

  private static void await(IntSupplier open, long deadline) {
    try {
      while (open.getAsInt() > 0 && System.nanoTime() - deadline < 0) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int open(List<Listener> listeners) {
    return listeners.stream().mapToInt(Listener::connections).sum();
  }

  private static int sum(List<IntSupplier> counts) {
    return counts.stream().mapToInt(IntSupplier::getAsInt).sum();
  }
}
