package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which backend is asked, and over which connection. */
class PoolTest {
  private static Gateway gateway(String pool) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: %s}
        routes: [{pool: app}]
        """
            .formatted(pool));
  }

  private static Client client(Gateway gateway) {
    return JdkClient.cleartext(gateway.http("web", "/"));
  }

  @Test
  void losesNoRequestToConnectionsThatTheBackendClosesWithoutSaying() throws Exception {
    Origin.Script once =
        (origin, wire) -> {
          origin.receive(wire);
          wire.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello");
        };
    AtomicInteger good = new AtomicInteger();
    try (Origin origin = Origin.start(once);
        Gateway gateway = gateway("{backends: ['" + origin.url() + "']}");
        Client client = client(gateway);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      inParallel(
          threads,
          8,
          () -> {
            for (int i = 0; i < 250; i++) {
              if (client.send(Ask.get("/")).text().equals("hello")) {
                good.incrementAndGet();
              }
            }
            return null;
          });
      assertThat(good).hasValue(2000);
    }
  }

  private static void inParallel(ExecutorService threads, int times, Callable<?> task)
      throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      running.add(threads.submit(task));
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  @Test
  void reachesBackendsByName() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway("{backends: ['http://localhost:" + origin.port() + "']}");
        Client client = client(gateway)) {
      assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
    }
  }

  @Test
  void opensWarmConnectionsAheadOfRequestsAndUsesThem() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway("{backends: ['" + origin.url() + "'], connections: {warm: 6}}");
        Client client = client(gateway)) {
      Await.until("the connections are open", () -> origin.open() == 6);
      for (int i = 0; i < 10; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
      }
      assertThat(origin.connections()).isEqualTo(6);
    }
  }

  @Test
  void keepsConnectionsForManyRequests() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway("{backends: ['" + origin.url() + "']}");
        Client client = client(gateway)) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.send(Ask.post("/", "content")).text()).isEqualTo("hello");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void closesConnectionsAfterTheirShareOfRequests() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway =
            gateway("{backends: ['" + origin.url() + "'], connections: {max-requests: 5}}");
        Client client = client(gateway)) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(Ask.post("/", "content")).text()).isEqualTo("hello");
      }
      assertThat(origin.connections()).isEqualTo(4);
      Await.until("the old ones are closed", () -> origin.open() <= 1);
    }
  }

  @Test
  void asksBackendsInTurnByTheirWeight() throws Exception {
    try (Origin one = Origin.saying("1");
        Origin two = Origin.saying("2");
        Gateway gateway =
            gateway(
                "{balancer: round-robin, backends: ['%s', {url: '%s', weight: 3}]}"
                    .formatted(one.url(), two.url()));
        Client client = client(gateway)) {
      for (int i = 0; i < 40; i++) {
        assertThat(client.send(Ask.get("/")).status()).isEqualTo(200);
      }
      assertThat(one.received()).hasSize(10);
      assertThat(two.received()).hasSize(30);
    }
  }

  @Test
  void asksTheBackendWithLessToDo() throws Exception {
    Origin.Script stuck =
        (origin, wire) -> {
          if (origin.receive(wire)) {
            wire.ended();
          }
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Origin busy = Origin.start(stuck);
        Origin free = Origin.saying("free");
        Gateway gateway = gateway("{backends: ['%s', '%s']}".formatted(busy.url(), free.url()));
        Client client = client(gateway)) {
      AtomicInteger answered = new AtomicInteger();
      List<Future<?>> running = new ArrayList<>();
      while (busy.received().isEmpty()) {
        running.add(threads.submit(() -> count(client, answered)));
        int sent = running.size();
        Await.until(
            "each is at a backend", () -> busy.received().size() + free.received().size() == sent);
        Await.until("all but those stuck are over", () -> answered.get() == free.received().size());
      }
      for (int i = 0; i < 50; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("free");
      }
      assertThat(busy.received()).hasSize(1);
    }
  }

  private static void count(Client client, AtomicInteger answered) {
    try {
      client.send(Ask.get("/"));
      answered.incrementAndGet();
    } catch (IOException e) {
      // stuck until the test ends
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
