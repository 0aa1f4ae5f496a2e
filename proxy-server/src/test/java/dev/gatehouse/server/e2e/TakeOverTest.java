package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.server.StartFailed;
import dev.gatehouse.server.reload.ReloadResult;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server in the place of another: clients notice nothing, whether it works or not. */
class TakeOverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String GET = "GET / HTTP/1.1\nHost: localhost\n\n";

  @TempDir private Path directory;
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();
  private final AtomicInteger good = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean enough;
  private Origin origin;
  private Gateway first;

  @BeforeEach
  void start() {
    assumeTrue(Epoll.isAvailable(), "needs epoll");
    origin = Origin.saying("hello");
    first = Gateway.start(yaml(0, 0, ""), directory);
  }

  @AfterEach
  void stop() {
    if (first != null) {
      enough = true;
      threads.close();
      first.close();
      origin.close();
    }
  }

  private String yaml(int web, int admin, String more) {
    return """
    listeners:
      web: {address: "127.0.0.1:%d"}
    %s
    admin: {address: "127.0.0.1:%d"}
    access-log: {format: off}
    pools: {app: {backends: ["%s"]}}
    routes: [{pool: app}]
    """
        .formatted(web, more, admin, origin.url());
  }

  private String successor(String more) {
    return yaml(first.port("web"), first.admin("/").getPort(), more);
  }

  @Test
  void losesNoRequestOnNewConnectionsNorOnThoseThatAreKept() throws Exception {
    for (int i = 0; i < 4; i++) {
      customer(false);
      customer(true);
    }
    awaitMore(200);
    try (Gateway second = first.followedBy(successor(""))) {
      first.awaitFollowed();
      first.stop(PATIENCE);
      awaitMore(200);
      enough = true;
      threads.close();

      assertThat(lost).isEmpty();
      assertThat(second.port("web")).isEqualTo(first.port("web"));
    }
  }

  private void customer(boolean keeps) {
    InetSocketAddress address = first.address("web");
    threads.execute(() -> {
      while (!enough) {
        try (Wire wire = Wire.connect(address)) {
          boolean last = false;
          while (!last) {
            Message answer = wire.send(GET).answer();
            if (answer.text().equals("hello")) {
              good.incrementAndGet();
            } else {
              lost.add(answer.text());
            }
            last = enough || !keeps || "close".equalsIgnoreCase(answer.field("connection"));
          }
        } catch (Exception e) {
          lost.add(e.toString());
        }
      }
    });
  }

  private void awaitMore(int requests) {
    int goal = good.get() + requests;
    Await.until(requests + " more answers", () -> good.get() >= goal || !lost.isEmpty());
  }

  @Test
  void theOldOneFinishesWhatIsUnderWay() throws Exception {
    try (Wire slow = Wire.connect(first.address("web"))) {
      slow.send("POST / HTTP/1.1\nHost: a\nContent-Length: 4\n\nab");
      assertThat(ask(first.http("web", "/").toString())).isEqualTo("hello");
      try (Gateway second = first.followedBy(successor(""))) {
        Future<?> stopping = threads.submit(() -> first.stop(PATIENCE));
        assertThat(ask(second.http("web", "/").toString())).isEqualTo("hello");
        assertThat(stopping.isDone()).isFalse();
        Message answer = slow.send("cd").answer();
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.field("connection")).isEqualTo("close");
        stopping.get();
      }
    }
  }

  @Test
  void whatAnOperatorHasTakenOutStaysOut() throws Exception {
    String order =
        "{\"pool\": \"app\", \"backend\": \"%s\", \"state\": \"down\"}".formatted(origin.url());
    post(first.admin("/api/v1/backends").toString(), order);
    try (Gateway second = first.followedBy(successor(""))) {
      first.stop(PATIENCE);

      assertThat(ask(second.admin("/api/v1/pools").toString())).contains("\"down\"");
    }
  }

  @Test
  void aSuccessorThatCannotServeLeavesEverythingAsItWas() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String more = "  other: {address: \"127.0.0.1:" + taken.getLocalPort() + "\"}";

      assertThatThrownBy(() -> first.followedBy(successor(more)))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("cannot bind");
    }
    assertThat(ask(first.http("web", "/").toString())).isEqualTo("hello");
    Await.until(
        "it is itself again", () -> first.reload(yaml(0, 0, "")) instanceof ReloadResult.Done);
    try (Gateway second = first.followedBy(successor(""))) {
      first.stop(PATIENCE);
      assertThat(ask(second.http("web", "/").toString())).isEqualTo("hello");
    }
  }

  @Test
  void aSuccessorThatFailsAtTheAdminListenerGivesItBack() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String yaml = yaml(first.port("web"), taken.getLocalPort(), "");

      assertThatThrownBy(() -> first.followedBy(yaml))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("admin: cannot listen");
    }
    Await.until("the admin listener is back", () -> first.adminIsOpen());
    assertThat(ask(first.http("web", "/").toString())).isEqualTo("hello");
  }

  private static String ask(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private static void post(String url, String json) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }
}
