package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.reload.ReloadResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations that are taken over while requests are under way. */
class ReloadTest {
  private static final String SERVER =
      """
      admin: {address: "127.0.0.1:0"}
      listeners: {web: {address: "127.0.0.1:0"}}
      access-log: {format: off}
      drain: {timeout: 5s}
      """;

  private static String app(Origin origin, String more) {
    return SERVER
        + "pools: {app: {backends: ['%s']%s}}\nroutes: [{pool: app}]\n"
            .formatted(origin.url(), more);
  }

  private static Client client(Gateway gateway) {
    return JdkClient.cleartext(gateway.http("web", "/"));
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String get(Gateway gateway, String path) {
    return send(HttpRequest.newBuilder(gateway.admin(path)).build()).body();
  }

  private static HttpResponse<String> post(Gateway gateway, String path, String json) {
    return send(
        HttpRequest.newBuilder(gateway.admin(path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private static String done(ReloadResult result) {
    assertThat(result).isInstanceOf(ReloadResult.Done.class);
    return ((ReloadResult.Done) result).changes().toString();
  }

  private static List<String> refused(ReloadResult result) {
    assertThat(result).isInstanceOf(ReloadResult.Refused.class);
    return ((ReloadResult.Refused) result).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void losesNoRequestAndLeavesNothingBehindWhenReloadedAgainAndAgain() throws Exception {
    try (Origin one = Origin.saying("one");
        Origin two = Origin.saying("two")) {
      String odd =
          SERVER
              + """
              pools:
                same: {backends: ['%1$s']}
                app: {backends: ['%1$s', '%2$s'], balancer: round-robin}
                extra: {backends: ['%2$s']}
              routes: [{pool: app}, {pool: same, match: {path-prefix: /same}}, {pool: extra, match: {path: /extra}}]
              """
                  .formatted(one.url(), two.url());
      String even =
          SERVER
              + """
              pools:
                same: {backends: ['%1$s']}
                app: {backends: ['%2$s'], connections: {max: 64}}
              routes: [{pool: app}, {pool: same, match: {path-prefix: /same}}]
              """
                  .formatted(one.url(), two.url());
      try (Gateway gateway = Gateway.start(odd);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          String path = i % 2 == 0 ? "/" : "/same";
          running.add(
              threads.submit(() -> {
                try (Client client = client(gateway)) {
                  while (!over.get()) {
                    Reply reply = client.send(Ask.get(path));
                    assertThat(reply.status()).isEqualTo(200);
                    answered.incrementAndGet();
                  }
                }
                return null;
              }));
        }
        gateway.reload(even);
        gateway.reload(odd);
        int threadsBefore = Thread.activeCount();
        for (int i = 0; i < 25; i++) {
          int before = answered.get();
          assertThat(done(gateway.reload(even))).contains("changed app; 1 kept", "removed extra");
          assertThat(done(gateway.reload(odd))).contains("added extra; changed app; 1 kept");
          Await.until("requests go on", () -> answered.get() > before + 8);
        }
        over.set(true);
        for (Future<?> each : running) {
          each.get(); // fails if any of its requests has
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threadsBefore);
        gateway.reload(even);
        Await.until(
            "connections of pools that are gone are closed",
            () -> one.open() + two.open() <= 2 * Runtime.getRuntime().availableProcessors());
        assertThat(get(gateway, "/metrics"))
            .contains("gatehouse_reloads_total 53.0", "gatehouse_reloads_refused_total 0.0")
            .doesNotContain("pool=\"extra\"");
      }
    }
  }

  @Test
  void leavesPoolsAloneWhoseSettingsStay() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = Gateway.start(app(origin, ""));
        Client client = client(gateway)) {
      assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
      assertThat(done(gateway.reload(app(origin, "}, more: {backends: ['" + origin.url() + "']"))))
          .isEqualTo("pools: added more; 1 kept | routes: 1 kept | listeners: 1 kept");
      assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void keepsConnectionsAndTheOperatorsWordWhereAPoolChanges() throws Exception {
    try (Origin one = Origin.saying("one");
        Origin two = Origin.saying("two")) {
      String both = ", '" + two.url() + "'";
      String before = app(one, "").replace("']}}", "'" + both + "], balancer: round-robin}}");
      try (Gateway gateway = Gateway.start(before);
          Client client = client(gateway)) {
        for (int i = 0; i < 4; i++) {
          client.send(Ask.get("/"));
        }
        String order =
            "{\"pool\": \"app\", \"backend\": \"%s\", \"state\": \"draining\"}"
                .formatted(one.url());
        assertThat(post(gateway, "/api/v1/backends", order).statusCode()).isEqualTo(200);
        int connections = two.connections();
        String after = before.replace("balancer: round-robin", "balancer: random");
        assertThat(done(gateway.reload(after))).startsWith("pools: changed app; 0 kept");
        assertThat(get(gateway, "/api/v1/pools")).contains("\"draining\"");
        for (int i = 0; i < 8; i++) {
          assertThat(client.send(Ask.get("/")).text()).isEqualTo("two");
        }
        assertThat(two.connections()).isEqualTo(connections);
      }
    }
  }

  @Test
  void letsRequestsOfARemovedPoolFinishAndClosesItsConnections() throws Exception {
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
    try (Origin late = Origin.start(slow);
        Gateway gateway = Gateway.start(app(late, ""));
        Client client = client(gateway);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> running = threads.submit(() -> client.send(Ask.get("/")).text());
      arrived.await();
      assertThat(done(gateway.reload(SERVER + "routes: [{respond: {body: new}}]")))
          .startsWith("pools: removed app; 0 kept");
      try (Client other = client(gateway)) {
        assertThat(other.send(Ask.get("/")).text()).isEqualTo("new");
      }
      go.countDown();
      assertThat(running.get()).isEqualTo("slow");
      Await.until("its connection is closed", () -> late.open() == 0);
    }
  }

  @Test
  void goesOnAsBeforeWhereTheNewConfigurationIsWrong() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = Gateway.start(app(origin, ""));
        Client client = client(gateway)) {
      assertThat(refused(gateway.reload(app(origin, ", balancer: dice"))))
          .singleElement()
          .asString()
          .startsWith("test:5:")
          .contains("pools.app.balancer: dice (expected: ");
      HttpResponse<String> answer = post(gateway, "/api/v1/reload", "");
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("\"line\" : 5", "pools.app.balancer: dice");
      assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
      gateway.write(app(origin, ""));
      answer = post(gateway, "/api/v1/reload", "");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("pools: 1 kept | routes: 1 kept | listeners: 1 kept");
      assertThat(get(gateway, "/metrics")).contains("gatehouse_reloads_refused_total 2.0");
    }
  }

  @Test
  void goesOnAsBeforeWhereATestOfTheNewConfigurationFails() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = Gateway.start(app(origin, ""));
        Client client = client(gateway)) {
      String tested =
          app(origin, "").replace("{pool: app}", "{pool: app}, {respond: {}, match: {path: /a}}")
              + "tests: [{request: {url: 'http://a/a'}, expect: {pool: app}}]\n";
      assertThat(refused(gateway.reload(tested)))
          .containsExactly("test:7:55: tests[0].expect.pool: is answered with 200 (expected: app)");
      assertThat(client.send(Ask.get("/a")).text()).isEqualTo("hello");
      assertThat(done(gateway.reload(tested.replace("/a'}", "/b'}")))).contains("routes: added");
    }
  }

  @Test
  void refusesWhatNeedsARestartAndSaysWhich() {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = Gateway.start(app(origin, ""))) {
      String other = app(origin, "").replace("drain:", "transport: nio\ndrain:");
      assertThat(refused(gateway.reload(other)))
          .containsExactly(
              "test:4:12: transport: has changed (expected: what it was, or a restart)");
    }
  }

  @Test
  void boundsNewConnectionsByNewLimitsAndLeavesOpenOnesAlone() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = Gateway.start(app(origin, ""));
        Client before = client(gateway)) {
      String path = "/" + "a".repeat(600);
      assertThat(before.send(Ask.get(path)).status()).isEqualTo(200);
      String limits = "limits: {request-line: 512B}\ntrusted-proxies: {peers: [127.0.0.1]}\n";
      done(gateway.reload(limits + app(origin, "")));
      assertThat(before.send(Ask.get(path)).status()).isEqualTo(200);
      try (Client after = client(gateway)) {
        assertThat(after.send(Ask.get(path)).status()).isEqualTo(414);
      }
      done(gateway.reload(limits.replace("peers", "header: forwarded, peers") + app(origin, "")));
      done(gateway.reload("limits: {connections: 1}\n" + app(origin, "")));
      assertThat(before.send(Ask.get(path)).status()).isEqualTo(200);
    }
  }

  @Test
  void writesItsLogElsewhereFromTheNextRequestOn(@TempDir Path folder) throws Exception {
    Path first = folder.resolve("first.log");
    Path second = folder.resolve("second.log");
    try (Origin origin = Origin.saying("hello");
        Gateway gateway =
            Gateway.start(app(origin, "").replace("{format: off}", "{path: " + first + "}"))) {
      try (Client client = client(gateway)) {
        client.send(Ask.get("/one"));
        done(gateway.reload(app(origin, "").replace("{format: off}", "{path: " + second + "}")));
        client.send(Ask.get("/two"));
        String nowhere = "{path: " + folder.resolve("none/a.log") + "}";
        assertThat(refused(gateway.reload(app(origin, "").replace("{format: off}", nowhere))))
            .singleElement()
            .asString()
            .contains("access-log: cannot write ", "its folder does not exist");
        done(gateway.reload(app(origin, "")));
        client.send(Ask.get("/three"));
      }
    }
    assertThat(Files.readString(first)).contains("/one").doesNotContain("/two");
    assertThat(Files.readString(second)).contains("/two").doesNotContain("/one", "/three");
  }

  @Test
  void opensAndClosesListenersAndLeavesOthersOpen() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = Gateway.start(app(origin, ""));
        Client client = client(gateway)) {
      assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
      int port = gateway.port("web");
      String more = app(origin, "").replace("{web:", "{more: {address: '127.0.0.1:0'}, web:");
      assertThat(done(gateway.reload(more))).endsWith("listeners: added more; 1 kept");
      assertThat(gateway.listeners()).containsExactly("more", "web");
      assertThat(gateway.port("web")).isEqualTo(port);
      try (Client other = JdkClient.cleartext(gateway.http("more", "/"))) {
        assertThat(other.send(Ask.get("/")).text()).isEqualTo("hello");
        String only = app(origin, "").replace("{web:", "{more:");
        String taken =
            only.replace(
                "more: {address: \"127.0.0.1:0\"", "next: {address: \"127.0.0.1:" + port + "\"");
        assertThat(refused(gateway.reload(taken)))
            .singleElement()
            .asString()
            .contains("listeners.next.address: listener next: cannot bind 127.0.0.1:" + port);
        assertThat(done(gateway.reload(only))).endsWith("listeners: removed web; 1 kept");
        assertThat(other.send(Ask.get("/")).text()).isEqualTo("hello");
      }
      assertThat(gateway.listeners()).containsExactly("more");
    }
  }

  @Test
  void changesCertificatesOfAnAddressThatStaysOpen(@TempDir Path folder) throws Exception {
    Pki pki = new Pki(folder);
    pki.write("one", pki.server("one.test"));
    pki.write("two", pki.server("two.test"));
    try (Origin origin = Origin.saying("hello")) {
      String plain = app(origin, "");
      try (Gateway gateway = Gateway.start(plain, folder)) {
        int port = gateway.port("web");
        for (String name : List.of("one", "two")) {
          String files = "{certificate: %1$s.crt, key: %1$s.key}".formatted(name);
          String secure = "0\", tls: {certificates: [" + files + "]}}";
          assertThat(
                  done(
                      gateway.reload(
                          plain.replace(
                              "{web: {address: \"127.0.0.1:0\"}",
                              "{web: {address: \"127.0.0.1:" + secure))))
              .endsWith("listeners: changed web; 0 kept");
          assertThat(gateway.port("web")).isEqualTo(port);
          assertThat(subject(pki, port)).isEqualTo("CN=" + name + ".test");
        }
        done(gateway.reload(plain));
        try (Client client = client(gateway)) {
          assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
        }
      }
    }
  }

  private static String subject(Pki pki, int port) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            pki.clientContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }
}
