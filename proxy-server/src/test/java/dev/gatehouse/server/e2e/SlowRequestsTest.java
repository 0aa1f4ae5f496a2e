package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators can find out about requests that were slow or failed. */
class SlowRequestsTest {
  private static final Duration LONG = Duration.ofSeconds(3);

  private final JumpingClock clock = new JumpingClock();

  /** Time that goes by as it does, and jumps when a test says so. */
  private static final class JumpingClock implements Clock {
    private final AtomicLong ahead = new AtomicLong();

    void jump(Duration by) {
      ahead.addAndGet(by.toNanos());
    }

    @Override
    public long nanos() {
      return System.nanoTime() + ahead.get();
    }

    @Override
    public long epochMillis() {
      return System.currentTimeMillis() + ahead.get() / 1_000_000;
    }
  }

  private Gateway gateway(String backends, String more) {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        timeline: {slow: 2s}
        pools: {app: {backends: [%s], balancer: round-robin}}
        routes:
          - {name: shop, pool: app}
          - {name: quick, match: {path: /quick}, respond: {status: 200}}
          - name: timed
            match: {path: /timed}
            pool: app
            cache: {default-ttl: 1m}
            server-timing: {header: x-timing, value: open sesame}
        %s
        """
            .formatted(backends, more),
        clock);
  }

  /** Answers when {@code LONG} has gone by. */
  private Origin slow(String answer) {
    return Origin.start((origin, wire) -> {
      while (origin.receive(wire)) {
        clock.jump(LONG);
        wire.send(answer);
      }
    });
  }

  private static JsonNode timeline(Gateway gateway, String query)
      throws IOException, InterruptedException {
    try (Client admin = JdkClient.cleartext(gateway.admin("/"))) {
      Reply reply = admin.send(Ask.get("/api/v1/timeline" + query));
      assertThat(reply.status()).isEqualTo(200);
      return new JsonMapper().readTree(reply.text());
    }
  }

  /** The entries once there are {@code count}: an exchange may end after its client has all. */
  private static JsonNode entries(Gateway gateway, String query, int count) {
    JsonNode[] found = new JsonNode[1];
    Await.until(
        count + " entries",
        () -> {
          try {
            found[0] = timeline(gateway, query).path("entries");
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
          return found[0].size() >= count;
        });
    return found[0];
  }

  private static long phase(JsonNode entry, String name) {
    long took = 0;
    for (JsonNode phase : entry.path("phases")) {
      took += phase.path("name").asString().equals(name) ? phase.path("tookMicros").asLong() : 0;
    }
    return took;
  }

  private static void expectThatPhasesAddUp(JsonNode entry) {
    long sum = 0;
    for (JsonNode phase : entry.path("phases")) {
      long from = phase.path("fromMicros").asLong();
      assertThat(from < 0 || from == sum).as(entry.toString()).isTrue();
      sum += from < 0 ? 0 : phase.path("tookMicros").asLong();
    }
    assertThat(sum).isEqualTo(entry.path("totalMicros").asLong());
  }

  @Test
  void aSlowBackendShowsInTheTimelineWithItsPhases() throws Exception {
    try (Origin origin = slow("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
        Gateway gateway = gateway("'" + origin.url() + "'", "");
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      assertThat(client.send(Ask.get("/quick")).status()).isEqualTo(200);
      assertThat(client.send(Ask.get("/slow?token=hunter2")).text()).isEqualTo("ok");
      JsonNode entry = entries(gateway, "?kind=slow&route=shop", 1).get(0);

      assertThat(entry.path("kind").asString()).isEqualTo("slow");
      assertThat(entry.path("id").asString()).isEqualTo(origin.onlyRequest().field("x-request-id"));
      assertThat(entry.path("target").asString()).isEqualTo("/slow?token=***");
      assertThat(entry.path("status").asInt()).isEqualTo(200);
      assertThat(entry.path("backend").asString()).isEqualTo(origin.url());
      assertThat(phase(entry, "backend")).isBetween(3_000_000L, 6_000_000L);
      assertThat(phase(entry, "connect")).as("no connection was there yet").isPositive();
      assertThat(entry.path("attempts").get(0).path("result").asString()).isEqualTo("answered");
      expectThatPhasesAddUp(entry);
      assertThat(timeline(gateway, "?id=" + entry.path("id").asString()).path("entries"))
          .hasSize(1);
      assertThat(timeline(gateway, "?id=other").path("entries")).isEmpty();
      assertThat(timeline(gateway, "?kind=failed").path("entries")).isEmpty();
    }
  }

  @Test
  void aRequestThatWasTriedAgainShowsBothAttempts() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    try (Origin origin = slow("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
        Gateway gateway =
            gateway("'http://127.0.0.1:%d', '%s'".formatted(nobody, origin.url()), "");
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      client.send(Ask.get("/1"));
      client.send(Ask.get("/2"));
      JsonNode both = entries(gateway, "", 2);
      JsonNode entry = both.get(0).path("attempts").size() == 2 ? both.get(0) : both.get(1);

      assertThat(entry.path("attempts").get(0).path("result").asString())
          .isEqualTo("connect-refused");
      assertThat(entry.path("attempts").get(1).path("result").asString()).isEqualTo("answered");
      assertThat(entry.path("attempts").get(1).path("status").asInt()).isEqualTo(200);
      both.forEach(SlowRequestsTest::expectThatPhasesAddUp);
    }
  }

  @Test
  void whatFailsShowsWhyAndWhatIsRefusedIsApart() throws Exception {
    try (Origin origin = Origin.start((that, wire) -> that.receive(wire));
        Gateway gateway = gateway("'" + origin.url() + "'", "");
        Client client = Http2Client.connect(gateway.address("web"))) {
      assertThat(client.send(Ask.post("/lost", "content")).status()).isEqualTo(502);
      JsonNode entry = entries(gateway, "?kind=failed", 1).get(0);
      assertThat(entry.path("reason").asString()).isEqualTo("backend-closed");
      assertThat(entry.path("side").asString()).isEqualTo("backend");
      assertThat(entry.path("retryRefused").asString()).isEqualTo("not-idempotent");
      assertThat(entry.path("protocol").asString()).isEqualTo("HTTP/2.0");
      expectThatPhasesAddUp(entry);

      client.send(Ask.post("/quick", "x").with("expect", "unheard-of"));
      assertThat(entries(gateway, "?kind=refused", 1).get(0).path("reason").asString())
          .isEqualTo("expectation-failed");
    }
  }

  @Test
  void whoShowsTheSecretIsToldWhatItsOwnRequestWasWaitedFor() throws Exception {
    try (Origin origin = slow("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
        Gateway gateway = gateway("'" + origin.url() + "'", "");
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      Ask ask = Ask.get("/timed").with("x-timing", "open sesame");
      assertThat(client.send(ask).field("server-timing"))
          .matches("gatehouse;dur=3[0-9.]+, .*desc=\"miss\", .*gatehouse-backend;dur=3[0-9.]+");
      assertThat(client.send(ask).field("server-timing"))
          .as("what the first was told is not stored")
          .matches("gatehouse;dur=[0-9.]+, gatehouse-cache;desc=\"hit\"");
      assertThat(client.send(Ask.get("/timed")).field("server-timing")).isNull();
      assertThat(origin.onlyRequest().field("x-timing")).isNull();
    }
  }

  @Test
  void questionsThatMakeNoSenseAreRefused() throws Exception {
    try (Gateway gateway = gateway("'http://127.0.0.1:1'", "");
        Client admin = JdkClient.cleartext(gateway.admin("/"))) {
      for (String query : new String[] {"?kind=odd", "?limit=-1", "?limit=99999", "?rout=a"}) {
        Reply reply = admin.send(Ask.get("/api/v1/timeline" + query));
        assertThat(reply.status()).as(query).isEqualTo(400);
        assertThat(reply.text()).contains("expected: ");
      }
    }
  }

  @Test
  void aReloadChangesWhatIsSlow() throws Exception {
    try (Origin origin = slow("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
        Gateway gateway = gateway("'" + origin.url() + "'", "");
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      client.send(Ask.get("/first"));
      entries(gateway, "", 1);
      gateway.reload(
          """
          admin: {address: "127.0.0.1:0"}
          listeners: {web: {address: "127.0.0.1:0"}}
          access-log: {format: off}
          timeline: {slow: 1h}
          pools: {app: {backends: ["%s"]}}
          routes: [{name: shop, pool: app}, {match: {path: /bad}, respond: {status: 500}}]
          """
              .formatted(origin.url()));
      client.send(Ask.get("/second"));
      client.send(Ask.get("/bad"));
      JsonNode entries = entries(gateway, "", 2);
      assertThat(entries).hasSize(2);
      assertThat(entries.get(0).path("target").asString()).isEqualTo("/bad");
      assertThat(entries.get(1).path("target").asString()).isEqualTo("/first");
    }
  }
}
