package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Backends that come and go, over real sockets. */
class HealthTest {
  private static Gateway gateway(Origin one, Origin other, String health) {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {balancer: round-robin, backends: ['%s', '%s'], health: %s}}
        routes: [{pool: app}]
        """
            .formatted(one.url(), other.url(), health));
  }

  /** Answers with its name, and to probes as {@code healthy} says. */
  private static Origin.Script named(String name, AtomicBoolean healthy) {
    return (origin, wire) -> {
      for (Message request = Message.readRequest(wire.in());
          request != null;
          request = Message.readRequest(wire.in())) {
        boolean good = !request.start().startsWith("GET /healthz ") || healthy.get();
        String status = good ? "200 OK" : "503 Service Unavailable";
        wire.send("HTTP/1.1 " + status + "\nContent-Length: " + name.length() + "\n\n" + name);
      }
    };
  }

  private static Set<String> answering(Client client) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      try {
        names.add(client.send(Ask.get("/")).text());
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    return names;
  }

  private static String standing(Gateway gateway) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = gateway.admin("/api/v1/pools");
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void leavesOutABackendWhoseProbesFailAndTakesItBack() throws Exception {
    AtomicBoolean healthy = new AtomicBoolean(true);
    try (Origin one = Origin.start(named("one", healthy));
        Origin other = Origin.start(named("other", new AtomicBoolean(true)));
        Gateway gateway =
            gateway(one, other, "{active: {path: /healthz, interval: 50ms, rise: 1, fall: 2}}");
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      Await.until("both answer", () -> answering(client).size() == 2);
      healthy.set(false);
      Await.until("one is left out", () -> answering(client).equals(Set.of("other")));
      assertThat(standing(gateway)).contains("failing").contains("probe: status 503");
      healthy.set(true);
      Await.until("both answer", () -> answering(client).size() == 2);
    }
  }

  @Test
  void ejectsABackendThatIsGoneAfterItsFirstFailures() throws Exception {
    try (Origin one = Origin.start(named("one", new AtomicBoolean(true)));
        Origin other = Origin.start(named("other", new AtomicBoolean(true)));
        Gateway gateway = gateway(one, other, "{passive: {consecutive-failures: 2}}");
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      assertThat(answering(client)).hasSize(2);
      one.die();
      assertThat(answering(client)).as("no request is lost").containsExactly("other");
      Await.until("one is ejected", () -> standing(gateway).contains("ejected"));
    }
  }

  @Test
  void drainsABackendAtTheOperatorsWord() throws Exception {
    try (Origin one = Origin.start(named("one", new AtomicBoolean(true)));
        Origin other = Origin.start(named("other", new AtomicBoolean(true)));
        Gateway gateway = gateway(one, other, "{}");
        Client client = JdkClient.cleartext(gateway.http("web", "/"));
        HttpClient http = HttpClient.newHttpClient()) {
      String order =
          "{\"pool\": \"app\", \"backend\": \"%s\", \"state\": \"draining\"}".formatted(one.url());
      HttpRequest post =
          HttpRequest.newBuilder(gateway.admin("/api/v1/backends"))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(order))
              .build();
      assertThat(http.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(answering(client)).containsExactly("other");
    }
  }
}
