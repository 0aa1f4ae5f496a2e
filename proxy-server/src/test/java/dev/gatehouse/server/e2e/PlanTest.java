package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A configuration tried on the requests that a running server has had. */
class PlanTest {
  @TempDir private Path folder;
  private Origin origin;
  private Gateway gateway;
  private String before;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.saying("hello");
    before =
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        plan: {headers: [x-env]}
        pools: {app: {backends: ['%1$s']}, next: {backends: ['%1$s']}}
        routes:
          - {name: cart, match: {path-prefix: /cart}, pool: app, rewrite: {strip-prefix: /cart}}
          - {name: site, pool: next}
        """
            .formatted(origin.url());
    gateway = Gateway.start(before);
    try (Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(Ask.get("/cart/" + i + "?token=hunter2")).status()).isEqualTo(200);
      }
      assertThat(client.send(Ask.get("/").with("x-env", "blue")).status()).isEqualTo(200);
    }
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private String plan(String yaml, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("new.yaml"), yaml);
    String[] words = new String[more.length + 2];
    words[0] = "plan";
    words[1] = file.toString();
    System.arraycopy(more, 0, words, 2, more.length);
    return gateway.command(words);
  }

  @Test
  void showsWhatWouldChangeAndForWhichRequests() throws Exception {
    String said =
        plan(
            before
                    .replace("path-prefix: /cart}, pool: app", "path-prefix: /basket}, pool: app")
                    .replace(
                        "{name: site, pool: next}", "{name: site, match: {path: /}, pool: next}")
                + "  - {name: blue, match: {path: /, headers: {x-env: blue}}, pool: app}\n"
                + "  - {name: shadow, match: {path: /}, pool: app}\n");

    assertThat(said)
        .contains("routes    + blue", "+ shadow", "~ cart match.path-prefix: /cart -> /basket")
        .contains("pools     no difference")
        .contains("on the last 4 requests", "75.00%  3 would get 404, and had a route")
        .contains("25.00%  1 would get another target")
        .contains("lost      3: cart (pool app) -> 404", "/cart/0?token=*")
        .contains("target    1: site (pool next) -> blue (pool app)")
        .contains("unreachable-route: no request reaches shadow: site comes first")
        .doesNotContain("hunter2", "unknown");
  }

  @Test
  void seesNoDifferenceInTheSame() throws Exception {
    assertThat(plan(before))
        .contains("settings  no difference", "100.00%  4 would go where they went")
        .doesNotContain("lost", "warning", "restart");
    assertThat(plan(before + "transport: nio\n"))
        .contains("settings  transport: auto -> nio", "restart   transport changes with a restart");
  }

  @Test
  void saysWhatItCouldNotKnowAndWhatIsWrong() throws Exception {
    assertThat(plan(before.replace("{name: site,", "{name: site, match: {headers: {x-new: a}},")))
        .contains("unknown   header x-new was not remembered");
    assertThat(plan(before.replace("pool: next}", "pool: nobody}")))
        .contains("new.yaml:8:24: routes[1].pool: no pool is named nobody");
    assertThat(plan(before + "tests: [{request: {url: 'http://a/cart'}, expect: {route: site}}]"))
        .contains("tests[0]");
  }

  @Test
  void readsNoFileAndNoVariableOfTheServer() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");

    for (String reference : new String[] {"${file:" + secret + "}", "${PATH}"}) {
      String yaml = before.replace("strip-prefix: /cart", "host: '" + reference + "'");
      HttpResponse<String> answer = post(yaml);
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("${").doesNotContain("hunter2", System.getenv("PATH"));
    }
  }

  private HttpResponse<String> post(String yaml) throws Exception {
    String json = new JsonMapper().writeValueAsString(Map.of("configuration", yaml));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(gateway.admin("/api/v1/plan"))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
