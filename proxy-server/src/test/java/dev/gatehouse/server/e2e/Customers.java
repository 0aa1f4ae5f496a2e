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
  /** A request that did not get its answer. */
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
    try (Wire wire = Wire.connect(gateway)) {
      for (int i = 0; !stopped; i++) {
        ask(wire, methods[i % methods.length], name + "-" + i);
      }
    } catch (IOException e) {
      losses.add(new Loss("GET", name, 0, "the connection broke: " + e));
    }
  }

  private void ask(Wire wire, String method, String id) throws IOException {
    String content = method.equals("GET") ? "" : id;
    String length = method.equals("GET") ? "" : "Content-Length: " + id.length() + "\n";
    wire.send(method + " / HTTP/1.1\nHost: a\nx-id: " + id + "\n" + length + "\n" + content);
    Message answer = wire.answer();
    if (answer.status() != 200 || !answer.text().equals(id)) {
      losses.add(new Loss(method, id, answer.status(), answer.field("proxy-status") + ""));
    }
    asked.incrementAndGet();
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
