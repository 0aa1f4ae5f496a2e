package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What clients are told when something does not work. */
class FailureTest {
  private static Gateway gateway(String pool, String route) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: %s}
        routes: [{match: {path-prefix: /app}, pool: app, %s}]
        """
            .formatted(pool, route));
  }

  private static Reply get(Gateway gateway, String path) throws Exception {
    try (Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      return client.send(Ask.get(path));
    }
  }

  private static void assertFailure(Reply reply, int status, String reason, String proxyStatus) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).contains("reason: " + reason);
    assertThat(reply.field("proxy-status")).contains("error=" + proxyStatus);
  }

  @Test
  void answersInTheFormThatTheClientAccepts() throws Exception {
    try (Gateway gateway = gateway("{backends: ['http://127.0.0.1:1']}", "name: app");
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      Reply plain = client.send(Ask.get("/nowhere"));
      assertFailure(plain, 404, "no-route", "destination_not_found");
      assertThat(plain.text()).contains("request: " + plain.field("x-request-id"));
      Reply json = client.send(Ask.get("/nowhere").with("accept", "application/json"));
      assertThat(json.field("content-type")).isEqualTo("application/problem+json");
      assertThat(json.text())
          .contains("\"status\":404", "\"request_id\":\"" + json.field("x-request-id") + "\"");
      Reply html = client.send(Ask.get("/nowhere").with("accept", "text/html,*/*;q=0.8"));
      assertThat(html.field("content-type")).startsWith("text/html");
      assertThat(html.text()).contains("<!doctype html>", html.field("x-request-id"));
      Reply head = client.send(Ask.of("HEAD", "/nowhere"));
      assertThat(head.status()).isEqualTo(404);
      assertThat(head.content()).isEmpty();
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return unused.getLocalPort();
    }
  }

  @Test
  void says502WhenNoBackendListens() throws Exception {
    int port = unusedPort();
    try (Gateway gateway = gateway("{backends: ['http://127.0.0.1:" + port + "']}", "name: app")) {
      Reply reply = get(gateway, "/app");
      assertFailure(reply, 502, "connect-refused", "connection_refused");
      assertThat(reply.text()).doesNotContain("127.0.0.1", Integer.toString(port));
    }
  }

  @Test
  void triesAnotherBackendWhenOneIsNotReached() throws Exception {
    try (Origin origin = Origin.saying("hello")) {
      String pool =
          "{backends: ['http://127.0.0.1:%d', '%s'], balancer: round-robin}"
              .formatted(unusedPort(), origin.url());
      try (Gateway gateway = gateway(pool, "name: app");
          Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
        for (int i = 0; i < 6; i++) {
          assertThat(client.send(Ask.post("/app", "content")).text()).isEqualTo("hello");
        }
      }
    }
  }

  @Test
  void says504WhenConnectingTakesTooLong() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> fillers = fill(full);
      String pool = "{backends: ['http://127.0.0.1:" + full.getLocalPort() + "']}";
      try (Gateway gateway = gateway(pool, "timeouts: {connect: 200ms}")) {
        assertFailure(get(gateway, "/app"), 504, "connect-timeout", "connection_timeout");
      } finally {
        for (Socket filler : fillers) {
          filler.close();
        }
      }
    }
  }

  /** Fills the queue of connections that nobody accepts, until the kernel takes no more. */
  private static List<Socket> fill(ServerSocket server) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    while (true) {
      Socket socket = new Socket();
      sockets.add(socket);
      try {
        socket.connect(address, 300);
      } catch (SocketTimeoutException e) {
        return sockets;
      }
    }
  }

  @Test
  void says504WhenTheAnswerDoesNotBegin() throws Exception {
    Origin.Script silent =
        (origin, wire) -> {
          origin.receive(wire);
          wire.ended();
        };
    try (Origin origin = Origin.start(silent);
        Gateway gateway =
            gateway("{backends: ['" + origin.url() + "']}", "timeouts: {first-byte: 200ms}")) {
      assertFailure(get(gateway, "/app"), 504, "first-byte-timeout", "http_response_timeout");
      Await.until("the connection is given up", () -> origin.open() == 0);
    }
  }

  @Test
  void says502WhenTheAnswerIsNotHttp() throws Exception {
    try (Origin origin = Origin.answering("SSH-2.0-OpenSSH_9.2\n");
        Gateway gateway = gateway("{backends: ['" + origin.url() + "']}", "name: app")) {
      assertFailure(get(gateway, "/app"), 502, "backend-protocol", "http_protocol_error");
    }
  }

  @Test
  void says502WhenTheBackendClosesInsteadOfAnswering() throws Exception {
    try (Origin origin = Origin.start(Origin::receive);
        Gateway gateway = gateway("{backends: ['" + origin.url() + "']}", "name: app")) {
      assertFailure(get(gateway, "/app"), 502, "backend-closed", "connection_terminated");
      assertThat(origin.received()).as("once, and once more").hasSize(2);
    }
  }

  @Test
  void says503WhenTheQueueIsFullAndWhenWaitingTakesTooLong() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Origin.Script slow =
        (origin, wire) -> {
          while (origin.receive(wire)) {
            awaitQuietly(release);
            wire.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello");
          }
        };
    try (Origin origin = Origin.start(slow);
        Gateway none = gateway(narrow(origin, "queue: 0"), "name: app");
        Gateway brief = gateway(narrow(origin, "queue: 9, queue-timeout: 200ms"), "name: app");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        Future<Reply> first = threads.submit(() -> get(none, "/app"));
        Await.until("the first is at the backend", () -> origin.received().size() == 1);
        assertFailure(get(none, "/app"), 503, "queue-full", "connection_limit_reached");
        Future<Reply> second = threads.submit(() -> get(brief, "/app"));
        Await.until("the second is at the backend", () -> origin.received().size() == 2);
        assertFailure(get(brief, "/app"), 503, "queue-timeout", "connection_limit_reached");
        release.countDown();
        assertThat(first.get().text()).isEqualTo("hello");
        assertThat(second.get().text()).isEqualTo("hello");
      } finally {
        release.countDown();
      }
    }
  }

  private static String narrow(Origin origin, String queue) {
    return "{backends: ['%s'], connections: {max: 1, %s}}".formatted(origin.url(), queue);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
