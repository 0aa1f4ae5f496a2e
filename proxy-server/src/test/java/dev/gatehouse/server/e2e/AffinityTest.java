package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Clients that keep to a backend while it comes and goes. */
class AffinityTest {
  private static final String SECRET = "sixteen letters and more";

  private static Gateway gateway(Origin one, Origin other) {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools:
          app:
            backends: ['%s', '%s']
            affinity: {cookie: stick, ttl: 1h, secret: "%s"}
        routes: [{pool: app}]
        """
            .formatted(one.url(), other.url(), SECRET));
  }

  private static Origin.Script saying(String text) {
    return (origin, wire) -> {
      while (origin.receive(wire)) {
        wire.send("HTTP/1.1 200 OK\nContent-Length: " + text.length() + "\n\n" + text);
      }
    };
  }

  private static Ask with(String cookie) {
    return Ask.get("/").with("cookie", "a=1; " + cookie + "; b=2");
  }

  private static String cookie(Reply reply) {
    String field = Objects.requireNonNull(reply.field("set-cookie"), "no cookie");
    return field.substring(0, field.indexOf(';'));
  }

  @Test
  void aClientKeepsToItsBackendOverTheRestartOfThatBackend() throws Exception {
    Origin one = Origin.start(saying("one"));
    Origin other = Origin.start(saying("other"));
    try (Gateway gateway = gateway(one, other);
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      Reply first = client.send(Ask.get("/"));
      assertThat(first.field("set-cookie"))
          .endsWith("; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600");
      Origin bound = first.text().equals("one") ? one : other;
      Origin free = bound == one ? other : one;
      for (int i = 0; i < 10; i++) {
        Reply again = client.send(with(cookie(first)));
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.field("set-cookie")).isNull();
      }
      assertThat(bound.received())
          .allSatisfy(request -> assertThat(request.toString()).doesNotContain("stick="));

      int port = bound.port();
      bound.die();
      Await.until("it is moved", () -> text(client, with(cookie(first))).equals(rest(first)));
      Reply moved = client.send(with(cookie(first)));
      assertThat(moved.text()).isEqualTo(rest(first));
      assertThat(client.send(with(cookie(moved))).field("set-cookie")).isNull();

      try (Origin back = Origin.startAt(port, saying(first.text()))) {
        Await.until(
            "it is there again", () -> text(client, with(cookie(first))).equals(first.text()));
        assertThat(text(client, with(cookie(moved)))).isEqualTo(moved.text());
        assertThat(back.received()).isNotEmpty();
      }
      free.close();
    }
  }

  @Test
  void twoGatewaysWithOneSecretAgree() throws Exception {
    try (Origin one = Origin.start(saying("one"));
        Origin other = Origin.start(saying("other"));
        Gateway left = gateway(one, other);
        Gateway right = gateway(other, one);
        Client toLeft = JdkClient.cleartext(left.http("web", "/"));
        Client toRight = JdkClient.cleartext(right.http("web", "/"))) {
      Reply first = toLeft.send(Ask.get("/"));
      for (int i = 0; i < 10; i++) {
        Reply again = toRight.send(with(cookie(first)));
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.field("set-cookie")).isNull();
      }
    }
  }

  /** What the backend says that did not answer first. */
  private static String rest(Reply first) {
    return first.text().equals("one") ? "other" : "one";
  }

  private static String text(Client client, Ask ask) {
    try {
      return client.send(ask).text();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
