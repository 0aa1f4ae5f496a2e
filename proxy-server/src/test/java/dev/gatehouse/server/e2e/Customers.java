package dev.gatehouse.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * People who ask for one thing after another, each on a connection of its own, until they are told
 * to stop: GET, PUT and POST in turn, each request with an id that the answer has to repeat.
 */
final class Customers {
  /** How a loss begins whose connection ended before its answer had. */
  static final String BROKE = "the connection broke: ";

  /**
   * A request that did not get its answer.
   *
   * @param status the answer's as far as it came, 0 for none
   * @param why what Gatehouse said, or that the connection {@linkplain #BROKE broke}
   */
  record Loss(String method, String id, int status, String why) {}

  private final Queue<Loss> losses = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  Customers(InetSocketAddress gateway, int number) {
    for (int i = 0; i < number; i++) {
      String name = "customer-" + i;
      threads.add(Thread.ofVirtual().start(() -> shop(gateway, name)));
    }
  }

  private void shop(InetSocketAddress gateway, String name) {
    String[] methods = {"GET", "POST", "PUT"};
    int next = 0;
    while (!stopped) {
      try (Wire wire = Wire.connect(gateway)) {
        for (boolean whole = true; whole && !stopped; next++) {
          whole = ask(wire, methods[next % methods.length], name + "-" + next);
        }
      } catch (IOException e) {
        losses.add(new Loss("CONNECT", name, 0, "no connection: " + e));
      }
    }
  }

  /** Asks once, and says whether the connection is still good. */
  private boolean ask(Wire wire, String method, String id) {
    String content = method.equals("GET") ? "" : id;
    String length = method.equals("GET") ? "" : "Content-Length: " + id.length() + "\n";
    int status = 0;
    try {
      wire.send(method + " / HTTP/1.1\nHost: a\nx-id: " + id + "\n" + length + "\n" + content);
      Message head = wire.head();
      status = head.status();
      Message answer = head.withContent(wire.in(), true);
      if (status != 200 || !answer.text().equals(id)) {
        losses.add(new Loss(method, id, status, answer.field("proxy-status") + ""));
      }
      return true;
    } catch (IOException e) {
      losses.add(new Loss(method, id, status, BROKE + e));
      return false;
    } finally {
      asked.incrementAndGet();
    }
  }

  /** Returns when so many more requests have been answered. */
  void awaitMore(int requests) {
    int goal = asked.get() + requests;
    Await.until(requests + " more answers", () -> asked.get() >= goal);
  }

  void stop() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  List<Loss> losses() {
    return List.copyOf(losses);
  }
}
