package dev.gatehouse.server.e2e;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend at one port that can be killed and started again, and knows what it was sent. */
final class RestartableBackend implements AutoCloseable {
  private final Map<String, Integer> posts = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final int port;
  private Origin running;

  RestartableBackend() {
    running = Origin.start(this::serve);
    port = running.port();
  }

  private void serve(Origin origin, Wire wire) throws IOException {
    for (Message request = Message.readRequest(wire.in());
        request != null;
        request = Message.readRequest(wire.in())) {
      requests.incrementAndGet();
      String id = String.valueOf(request.field("x-id"));
      if (request.start().startsWith("POST ")) {
        posts.merge(id, 1, Integer::sum);
      }
      wire.send("HTTP/1.1 200 OK\nContent-Length: " + id.length() + "\n\n");
      wire.send(id); // a kill can come between the two
    }
  }

  void kill() {
    running.die();
  }

  void start() {
    running = Origin.startAt(port, this::serve);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  int requests() {
    return requests.get();
  }

  /** How often each POST came, by its id. */
  Map<String, Integer> posts() {
    return posts;
  }

  @Override
  public void close() {
    running.close();
  }
}
