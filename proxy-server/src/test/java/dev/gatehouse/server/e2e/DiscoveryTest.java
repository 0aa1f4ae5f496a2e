package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends from a file that changes, over real sockets. */
class DiscoveryTest {
  @TempDir private Path folder;

  private Gateway gateway() {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {balancer: round-robin, discovery: {file: backends.yaml}}}
        routes: [{pool: app}]
        """,
        folder);
  }

  private void list(Origin... origins) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Origin origin : origins) {
      text.append("- ").append(origin.url()).append('\n');
    }
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(
        next,
        folder.resolve("backends.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static Set<String> answering(Client client) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      try {
        names.add(client.send(Ask.get("/")).text());
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return names;
  }

  private static String get(Gateway gateway, String path) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(gateway.admin(path)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void followsTheFileAndLetsRequestsOfThoseWhoLeaveFinish() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Origin.Script slow =
        (origin, wire) -> {
          if (origin.receive(wire)) {
            arrived.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            wire.send("HTTP/1.1 200 OK\nContent-Length: 4\n\nslow");
            origin.receive(wire); // until the proxy closes it
          }
        };
    try (Origin one = Origin.saying("one");
        Origin two = Origin.saying("two");
        Origin late = Origin.start(slow)) {
      list(late);
      try (Gateway gateway = gateway();
          Client client = JdkClient.cleartext(gateway.http("web", "/"));
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> running = threads.submit(() -> client.send(Ask.get("/")).text());
        arrived.await();
        list(one, two);
        Await.until(
            "the new ones are there", () -> get(gateway, "/api/v1/pools").contains(two.url()));
        assertThat(answering(client)).containsExactlyInAnyOrder("one", "two");
        assertThat(running).isNotDone();
        go.countDown();
        assertThat(running.get()).isEqualTo("slow");
        Await.until("its connection is closed", () -> late.open() == 0);
        list(two);
        Await.until("one is gone", () -> !get(gateway, "/api/v1/pools").contains(one.url()));
        assertThat(answering(client)).containsExactly("two");
        Await.until("idle connections to it are closed", () -> one.open() == 0);
        assertThat(get(gateway, "/metrics"))
            .doesNotContain("gatehouse_backend_connections{backend=\"" + one.url());
      }
    }
  }

  @Test
  void keepsServingWhileTheFileIsOfNoUseAndSaysWhy() throws Exception {
    try (Origin one = Origin.saying("one")) {
      list(one);
      try (Gateway gateway = gateway();
          Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
        assertThat(answering(client)).containsExactly("one");
        Path file = folder.resolve("backends.yaml");
        Files.writeString(file, "- http://127.0.0.1:");
        Await.until(
            "the problem shows",
            () -> get(gateway, "/api/v1/discovery").contains(file + ":1:3: [0]: "));
        assertThat(get(gateway, "/metrics"))
            .contains(
                "gatehouse_discovery_failures_total{pool=\"app\",source=\"" + file + "\"} 1.0")
            .contains("gatehouse_discovery_age_seconds{pool=\"app\",source=\"" + file + "\"}");
        assertThat(answering(client)).containsExactly("one");
        Files.delete(file);
        Await.until("it is gone", () -> get(gateway, "/api/v1/discovery").contains("no such file"));
        assertThat(answering(client)).containsExactly("one");
      }
    }
  }
}
