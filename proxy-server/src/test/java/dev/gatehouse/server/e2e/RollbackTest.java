package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** What a server keeps of the configurations that it has had. */
class RollbackTest {
  private static String saying(String what) {
    return """
    admin: {address: "127.0.0.1:0", token: hunter2}
    listeners: {web: {address: "127.0.0.1:0"}}
    access-log: {format: off}
    routes: [{name: all, respond: {body: %s}}]
    """
        .formatted(what);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private static String said(Gateway gateway) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(gateway.http("web", "/")).build()).body();
  }

  private static String get(Gateway gateway, String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(gateway.admin(path))
            .header("authorization", "Bearer hunter2")
            .build())
        .body();
  }

  @Test
  void goesBackToAnEarlierConfigurationUntilTheNextReload() throws Exception {
    try (Gateway gateway = Gateway.start(saying("one"))) {
      gateway.reload(saying("two"));
      gateway.reload(saying("three"));
      assertThat(said(gateway)).isEqualTo("three");

      assertThat(gateway.command("rollback", "--token", "hunter2"))
          .isEqualTo(
              """
              rolled back, configuration 4: pools: 0 kept | routes: changed all; 0 kept | listeners: 1 kept
              the file is as it was: the next reload takes it over again
              """);
      assertThat(said(gateway)).isEqualTo("two");
      assertThat(gateway.command("rollback", "1", "--token", "hunter2"))
          .startsWith("rolled back, configuration 5:");
      assertThat(said(gateway)).isEqualTo("one");
      assertThat(gateway.command("config", "history", "--token", "hunter2").lines())
          .hasSize(5)
          .first()
          .asString()
          .contains("   5  ", "rollback to 1", "routes: changed all");
      assertThat(gateway.command("config", "history", "--diff", "3", "--token", "hunter2"))
          .startsWith("--- 2\n+++ 3\n")
          .endsWith(
              """
              -routes: [{name: all, respond: {body: two}}]
              +routes: [{name: all, respond: {body: three}}]
              """);
      assertThat(gateway.command("rollback", "9", "--token", "hunter2"))
          .isEqualTo("gatehouse: not rolled back: to: 9 (expected: 1 to 4)\n");
      assertThat(gateway.command("rollback", "1", "--token", "wrong"))
          .startsWith("gatehouse: not rolled back: ");

      assertThat(gateway.command("reload", "--token", "hunter2"))
          .startsWith("reloaded, configuration 6:");
      assertThat(said(gateway)).isEqualTo("three");
      assertThat(get(gateway, "/metrics")).contains("gatehouse_configuration_number 6.0");
    }
  }

  @Test
  void saysWhatServesAndWhatWasRefusedWithoutSecrets() throws Exception {
    try (Gateway gateway = Gateway.start(saying("one"))) {
      assertThat(gateway.command("config", "--token", "hunter2"))
          .matches("(?s)# configuration 1, since \\S+ \\(start\\), from test\n.*body: one.*");
      gateway.write(saying("two"));
      assertThat(get(gateway, "/api/v1/config"))
          .contains("\"fileDiffers\" : true", "token: (redacted)", "\"refused\" : null")
          .doesNotContain("hunter2");
      assertThat(gateway.command("config", "--token", "hunter2"))
          .endsWith("the file has another configuration by now: reload takes it over\n");

      gateway.reload(saying("{")); // no YAML
      assertThat(get(gateway, "/api/v1/config"))
          .contains("\"by\" : \"api\"", "\"text\" : \"test:4:", "body: one");
      assertThat(gateway.command("config", "--token", "hunter2"))
          .contains("a reload was refused since (", "  test:4:");
      assertThat(get(gateway, "/metrics")).contains("gatehouse_configuration_refused 1.0");
      assertThat(said(gateway)).isEqualTo("one");

      gateway.reload(saying("two"));
      assertThat(get(gateway, "/api/v1/config")).contains("\"refused\" : null");
      assertThat(get(gateway, "/metrics")).contains("gatehouse_configuration_refused 0.0");
      assertThat(get(gateway, "/api/v1/config/history")).doesNotContain("hunter2");
    }
  }
}
