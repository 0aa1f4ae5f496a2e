package dev.gatehouse.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.reload.ReloadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route says of its cache, and what a reload changes, over real sockets. */
class CacheRouteTest {
  private static final String LASTING =
      "HTTP/1.1 200 OK\nCache-Control: max-age=600\nContent-Length: 5\n\nhello";
  private static final String SAYS_NOTHING = "HTTP/1.1 %d X\nContent-Length: 5\n\nhello";

  @Test
  void aLifetimeThatTheRouteGivesIsMarked() throws IOException {
    assertThat(again(SAYS_NOTHING.formatted(200), "default-ttl: 1h"))
        .startsWith("gatehouse; hit; ttl=")
        .endsWith("; detail=default-ttl");
    assertThat(
            again(
                "HTTP/1.1 200 OK\nCache-Control: max-age=5\nContent-Length: 5\n\nhello",
                "override-ttl: 1h"))
        .startsWith("gatehouse; hit; ttl=")
        .endsWith("; detail=override-ttl");
    assertThat(again(SAYS_NOTHING.formatted(404), "negative-ttl: {404: 1h}"))
        .startsWith("gatehouse; hit; ttl=")
        .endsWith("; detail=negative-ttl");
    assertThat(again(SAYS_NOTHING.formatted(503), "negative-ttl: {404: 1h}")).contains("fwd=");
  }

  @Test
  void whatHasACookieOfASessionIsPassedOn() throws IOException {
    try (Origin origin = Origin.answering(LASTING);
        Gateway gateway = Gateway.start(yaml(origin, "bypass: {cookies: [session_*]}"));
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(wire, "");
      assertThat(get(wire, "Cookie: a=1; session_x=2\n"))
          .isEqualTo("gatehouse; fwd=bypass; detail=rule");
      assertThat(get(wire, "Cookie: a=1\n")).startsWith("gatehouse; hit");
    }
  }

  @Test
  void aReloadKeepsWhatIsStoredAndChangesWhatIsDoneWithIt() throws IOException {
    try (Origin origin = Origin.answering(LASTING);
        Gateway gateway = Gateway.start(yaml(origin, "set-cookie: strip"));
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(wire, "");
      assertThat(gateway.reload(yaml(origin, "bypass: {headers: [x-preview]}")))
          .isInstanceOf(ReloadResult.Done.class);

      assertThat(get(wire, "")).startsWith("gatehouse; hit");
      assertThat(get(wire, "X-Preview: 1\n")).isEqualTo("gatehouse; fwd=bypass; detail=rule");
    }
  }

  @Test
  void aReloadGivesBackMemoryThatItTakesFromTheStore() throws IOException {
    String large = "x".repeat(800_000);
    try (Origin origin =
            Origin.answering(
                "HTTP/1.1 200 OK\nCache-Control: max-age=600\nContent-Length: 800000\n\n" + large);
        Gateway gateway = Gateway.start(yaml(origin, "set-cookie: strip"));
        Wire wire = Wire.connect(gateway.address("web"))) {
      for (int i = 0; i < 4; i++) {
        wire.send("GET /" + i + " HTTP/1.1\nHost: shop\n\n").answer();
      }
      String small = "cache: {memory: 1MiB, max-object: 1MiB}\n";
      assertThat(gateway.reload(small + yaml(origin, "set-cookie: strip")))
          .isInstanceOf(ReloadResult.Done.class);

      Await.until("one is left", () -> stored(gateway, 1));
    }
  }

  @Test
  void theAccessLogSaysWhatTheCacheDid(@TempDir Path folder) throws IOException {
    Path log = folder.resolve("access.log");
    try (Origin origin = Origin.answering(LASTING);
        Gateway gateway =
            Gateway.start(
                yaml(origin, "set-cookie: refuse")
                    .replace("{format: off}", "{path: " + log + ", format: json}"))) {
      try (Wire wire = Wire.connect(gateway.address("web"))) {
        get(wire, "");
        get(wire, "");
      }
    }
    assertThat(Files.readAllLines(log))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).contains("\"cache\":\"miss\",\"cache_reason\":\"uri-miss\""),
            second ->
                assertThat(second).contains("\"cache\":\"hit\",").doesNotContain("cache_reason"));
  }

  private static boolean stored(Gateway gateway, int keys) {
    try {
      return new String(gateway.admin("/metrics").toURL().openStream().readAllBytes(), UTF_8)
          .contains("gatehouse_cache_entries " + keys + ".0");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The Cache-Status of the second of two requests. */
  private static String again(String answer, String cache) throws IOException {
    try (Origin origin = Origin.answering(answer);
        Gateway gateway = Gateway.start(yaml(origin, cache));
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(wire, "");
      return get(wire, "");
    }
  }

  private static String get(Wire wire, String fields) throws IOException {
    return String.valueOf(
        wire.send("GET /a HTTP/1.1\nHost: shop\n" + fields + "\n").answer().field("cache-status"));
  }

  private static String yaml(Origin origin, String cache) {
    return """
    admin: {address: "127.0.0.1:0"}
    listeners: {web: {address: "127.0.0.1:0"}}
    access-log: {format: off}
    pools: {app: {backends: ['http://127.0.0.1:%d']}}
    routes: [{pool: app, retry: {attempts: 0}, cache: {status-header: true, %s}}]
    """
        .formatted(origin.port(), cache);
  }
}
