package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets, every way in and every way out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketTest {
  /** The backends, and what they are spoken to in. */
  enum Behind {
    H1("http/1.1", WebSocketEcho.Speaks.HTTP_1, false, "h1"),
    H1_TLS("http/1.1", WebSocketEcho.Speaks.ALPN, true, "h1"),
    H2C("h2", WebSocketEcho.Speaks.HTTP_2, false, "h2"),
    H2_TLS("h2", WebSocketEcho.Speaks.ALPN, true, "h2"),
    H2_TLS_WITHOUT("h2", WebSocketEcho.Speaks.ALPN_WITHOUT_CONNECT, true, "h1"),
    AUTO_TLS("auto", WebSocketEcho.Speaks.ALPN, true, "h1");

    private final String protocol;
    private final WebSocketEcho.Speaks speaks;
    private final boolean tls;
    private final String handshake;

    Behind(String protocol, WebSocketEcho.Speaks speaks, boolean tls, String handshake) {
      this.protocol = protocol;
      this.speaks = speaks;
      this.tls = tls;
      this.handshake = handshake;
    }

    private String path() {
      return "/" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Behind, WebSocketEcho> backends = new EnumMap<>(Behind.class);
  private @Nullable Gateway gateway;
  private @Nullable Pki pki;
  private @Nullable HttpClient http;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Pki made = new Pki(directory);
    pki = made;
    StringBuilder yaml =
        new StringBuilder(
            """
            listeners:
              web: {address: "127.0.0.1:0"}
              secure: {address: "127.0.0.1:0", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
            access-log: {format: off}
            pools:
            """);
    for (Behind behind : Behind.values()) {
      WebSocketEcho backend = new WebSocketEcho(behind.speaks, behind.tls ? made : null);
      backends.put(behind, backend);
      String tls = behind.tls ? ", tls: {trust: ca.crt}" : "";
      yaml.append(
          "  %s: {backends: ['%s'], protocol: %s%s}%n"
              .formatted(behind.path().substring(1), backend.url(), behind.protocol, tls));
    }
    yaml.append("routes:\n");
    for (Behind behind : Behind.values()) {
      String path = behind.path();
      yaml.append("  - {match: {path-prefix: %s}, pool: %s}%n".formatted(path, path.substring(1)));
    }
    gateway = Gateway.start(yaml.toString(), directory);
    http = HttpClient.newBuilder().sslContext(made.clientContext()).build();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(gateway).stop(Duration.ofSeconds(5));
    backends.values().forEach(WebSocketEcho::close);
    Objects.requireNonNull(http).close();
  }

  private static Stream<Arguments> pairs() {
    return Arrays.stream(Front.values())
        .flatMap(front -> Arrays.stream(Behind.values()).map(back -> Arguments.of(front, back)));
  }

  private WebSocketClient connect(Front front, Behind behind) throws Exception {
    Gateway at = Objects.requireNonNull(gateway);
    HttpClient client = Objects.requireNonNull(http);
    return switch (front) {
      case H1 -> new JdkWebSocket(client, at.http("web", behind.path()));
      case H1_TLS -> new JdkWebSocket(client, at.https("secure", behind.path()));
      case H2C -> new Http2WebSocket(at.address("web"), behind.path(), null).agreed();
      case H2_TLS -> new Http2WebSocket(at.address("secure"), behind.path(), pki).agreed();
    };
  }

  private WebSocketEcho backend(Behind behind) {
    return Objects.requireNonNull(backends.get(behind));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void messagesComeBack(Front front, Behind behind) throws Exception {
    byte[] large = new byte[behind == Behind.H1 ? 8 << 20 : 512 << 10];
    new Random(5).nextBytes(large);
    try (WebSocketClient client = connect(front, behind)) {
      assertThat(backend(behind).handshake()).isEqualTo(behind.handshake);
      assertThat(client.protocol()).isEqualTo("chat");
      client.send("hello");
      assertThat(client.receive()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
      client.send(large);
      assertThat(Arrays.equals(client.receive(), large)).as("unchanged").isTrue();
      client.end(3001);
      assertThat(backend(behind).closing()).isEqualTo(3001);
      assertThat(client.closing()).isEqualTo(3001);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aServerThatClosesIsHeard(Front front, Behind behind) throws Exception {
    try (WebSocketClient client = connect(front, behind)) {
      assertThat(backend(behind).handshake()).isNotNull();
      client.send("close");
      assertThat(client.closing()).isEqualTo(4000);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aClientThatClosesAtOnceIsHeard(Front front, Behind behind) throws Exception {
    try (WebSocketClient client = connect(front, behind)) {
      assertThat(backend(behind).handshake()).isNotNull();
      client.end(3002);
    }
    assertThat(backend(behind).closing()).isEqualTo(3002);
  }
}
