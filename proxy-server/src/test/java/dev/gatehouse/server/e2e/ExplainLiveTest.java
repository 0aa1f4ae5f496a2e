package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a running server says of requests and routes, held against what it does with them. */
class ExplainLiveTest {
  private Origin one;
  private Origin two;
  private Gateway gateway;

  @BeforeEach
  void start() {
    one = Origin.saying("one");
    two = Origin.saying("two");
    gateway =
        Gateway.start(
            """
            admin: {address: "127.0.0.1:0"}
            listeners: {web: {address: "127.0.0.1:0"}}
            access-log: {format: off}
            pools:
              app: {backends: ['%1$s', '%2$s'], balancer: maglev, hash-on: {header: x-user}}
              bound: {backends: ['%1$s', '%2$s'], affinity: {cookie: seat}}
              next: {backends: ['%2$s']}
            routes:
              - {name: users, match: {path-prefix: /users}, pool: app, cache: {default-ttl: 1h}}
              - {name: seats, match: {path-prefix: /seats}, pool: bound}
              - name: halves
                match: {path-prefix: /halves, methods: [GET]}
                split: {pools: {app: 1, next: 1}, sticky: client-ip}
              - {name: key, match: {path: /key, headers: {x-api-key: hush}}, respond: {status: 204}}
            """
                .formatted(one.url(), two.url()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    one.close();
    two.close();
  }

  private static JsonNode json(Gateway gateway, String path) {
    HttpResponse<String> answer = get(gateway, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonMapper().readTree(answer.body());
  }

  private static HttpResponse<String> get(Gateway gateway, String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(gateway.admin(path)).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String text(Ask ask) throws Exception {
    try (Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      return client.send(ask).text();
    }
  }

  @Test
  void namesTheBackendThatTheHashLeadsTo() throws Exception {
    for (int user = 0; user < 6; user++) {
      JsonNode pool =
          json(gateway, "/api/v1/explain?url=http://shop/users/" + user + "&header=x-user:" + user)
              .path("pools")
              .get(0);
      String answering = text(Ask.get("/users/" + user).with("x-user", Integer.toString(user)));

      String expected = answering.equals("one") ? one.url() : two.url();
      assertThat(pool.path("backend").asString()).isEqualTo(expected);
      assertThat(pool.path("choice").asString()).isEqualTo("by the hash of its header x-user");
    }
  }

  @Test
  void saysWhatTheCacheHasAndCountsNothing() throws Exception {
    String ask = "/api/v1/explain?url=" + gateway.http("web", "/users/a");
    assertThat(json(gateway, ask).path("cache").path("reason").asString()).isEqualTo("uri-miss");

    text(Ask.get("/users/a"));

    JsonNode cache = json(gateway, ask).path("cache");
    assertThat(cache.path("result").asString()).isEqualTo("hit");
    assertThat(cache.path("why").asString()).startsWith("fresh for ").contains("default-ttl");
    assertThat(cache.path("key").asString()).endsWith("/users/a users");
    assertThat(json(gateway, "/api/v1/routes").get(0).path("requests").asLong()).isEqualTo(1);
    assertThat(one.connections() + two.connections()).isEqualTo(1);
  }

  @Test
  void followsTheCookieByWhichAClientKeepsToItsBackend() throws Exception {
    String cookie;
    String served;
    try (Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      Reply reply = client.send(Ask.get("/seats"));
      cookie = Objects.requireNonNull(reply.field("set-cookie")).split(";", -1)[0];
      served = reply.text().equals("one") ? one.url() : two.url();
    }
    JsonNode explained =
        json(gateway, "/api/v1/explain?url=http://shop/seats&header=cookie:" + cookie);

    assertThat(explained.path("pools").get(0).path("backend").asString()).isEqualTo(served);
    assertThat(explained.path("sent").path("headers").toString()).doesNotContain("cookie");
    JsonNode forged =
        json(gateway, "/api/v1/explain?url=http://shop/seats&header=cookie:seat%3Dforged");
    assertThat(forged.path("pools").get(0).path("backend").isNull()).isTrue();
  }

  @Test
  void saysHowBackendsStandAndWhichPoolOfASplitAnAddressGets() throws Exception {
    String picked = null;
    for (JsonNode pool :
        json(gateway, "/api/v1/explain?url=http://shop/halves&client=192.0.2.77").path("pools")) {
      assertThat(pool.path("share").asDouble()).isEqualTo(50.0);
      picked = pool.path("chosen").asBoolean() ? pool.path("pool").asString() : picked;
      pool.path("backends")
          .forEach(each -> assertThat(each.path("standing").asString()).isEqualTo("up"));
    }
    assertThat(picked).isIn("app", "next");
    assertThat(gateway.command("explain", "--live", "http://shop/halves"))
        .contains("50.00%, ", ": up, ", "clients keep to their pool by their address");
  }

  @Test
  void listsRoutesWithTheirPlacesAndCountsAndWithoutSecrets() throws Exception {
    text(Ask.get("/seats"));
    text(Ask.get("/nowhere"));

    JsonNode routes = json(gateway, "/api/v1/routes");
    assertThat(List.copyOf(routes.findValuesAsString("name")))
        .containsExactly("users", "seats", "halves", "key");
    JsonNode seats = routes.get(1);
    assertThat(seats.path("match").asString()).isEqualTo("path-prefix /seats");
    assertThat(seats.path("target").asString()).isEqualTo("pool bound");
    assertThat(seats.path("requests").asLong()).isEqualTo(1);
    assertThat(seats.path("failures").asLong()).isZero();
    assertThat(seats.path("position").asString()).isEqualTo("test:10:5");
    assertThat(routes.get(2).path("match").asString()).isEqualTo("path-prefix /halves, method GET");
    assertThat(routes.get(3).path("match").asString())
        .isEqualTo("path /key, header x-api-key: (hidden)");
    assertThat(json(gateway, "/api/v1/routes?containing=POOL%20bound")).hasSize(1);
    assertThat(json(gateway, "/api/v1/routes?limit=2")).hasSize(2);
    assertThat(get(gateway, "/api/v1/routes?limit=0").statusCode()).isEqualTo(400);
    assertThat(get(gateway, "/api/v1/explain?url=http://shop/key").body())
        .contains("no-header")
        .doesNotContain("hush");
  }

  @Test
  void saysWhatIsWrongWithAQuestion() {
    HttpResponse<String> answer = get(gateway, "/api/v1/explain?url=nowhere");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("url: nowhere (expected: http://host/path");
    assertThat(gateway.command("explain", "--live", "http://a/", "--listener", "other"))
        .contains("listener: other (expected: web)");
  }
}
