package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.http.WebSocketKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tunnels are allowed, what they hold, how they are counted, and how they end. */
class TunnelTest {
  private static final String HANDSHAKE =
      """
      GET /raw HTTP/1.1
      Host: a
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path directory = Path.of("");
  private WebSocketEcho echo;
  private ServerSocket raw;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    echo = new WebSocketEcho(WebSocketEcho.Speaks.HTTP_1, null);
    raw = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    gateway =
        Gateway.start(
            """
            admin: {address: "127.0.0.1:0"}
            listeners: {web: {address: "127.0.0.1:0"}}
            access-log: {path: "%s"}
            pools:
              echo: {backends: ["%s"]}
              raw: {backends: ["http://127.0.0.1:%d"]}
            routes:
              - {name: echo, match: {path-prefix: /echo}, pool: echo}
              - {name: never, match: {path-prefix: /never}, pool: echo, upgrades: []}
              - {name: raw, match: {path-prefix: /raw}, pool: raw}
            """
                .formatted(directory.resolve("access.log"), echo.url(), raw.getLocalPort()));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    echo.close();
    raw.close();
    threads.shutdownNow();
    http.close();
  }

  private WebSocketClient http1(String path) throws Exception {
    return new JdkWebSocket(http, gateway.http("web", path));
  }

  private Http2WebSocket http2(String path) throws Exception {
    return new Http2WebSocket(gateway.address("web"), path, null);
  }

  private String metrics() {
    try {
      HttpRequest ask = HttpRequest.newBuilder(gateway.admin("/metrics")).build();
      return http.send(ask, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private double metric(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void refusesThemWhereTheRouteDoes() throws Exception {
    assertThatThrownBy(() -> http1("/never"))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    try (Http2WebSocket client = http2("/never")) {
      assertThat(client.status()).isEqualTo(403);
    }
    try (Http2WebSocket client =
        new Http2WebSocket(gateway.address("web"), "/echo", null, "connect-udp")) {
      assertThat(client.status()).isEqualTo(501);
    }
    assertThat(metrics())
        .contains("reason=\"upgrade-forbidden\",route=\"never\"} 2.0")
        .contains("reason=\"upgrade-unsupported\",route=\"echo\"} 1.0");
  }

  @Test
  void saysGoodbyeWhenTheServerEnds() throws Exception {
    try (WebSocketClient old = http1("/echo");
        Http2WebSocket young = http2("/echo").agreed()) {
      old.send("a");
      young.send("b");
      assertThat(old.receive()).asString(StandardCharsets.UTF_8).isEqualTo("a");
      assertThat(young.receive()).asString(StandardCharsets.UTF_8).isEqualTo("b");
      Future<?> stopping = threads.submit(() -> gateway.stop(Duration.ofSeconds(20)));
      assertThat(old.closing()).isEqualTo(1001);
      assertThat(young.closing()).isEqualTo(1001);
      assertThat(echo.closing()).isEqualTo(1001);
      assertThat(echo.closing()).isEqualTo(1001);
      stopping.get(15, TimeUnit.SECONDS);
    }
  }

  @Test
  void countsThemAndWhatTheyCarry() throws Exception {
    try (WebSocketClient client = http1("/echo")) {
      client.send("hello");
      assertThat(client.receive()).isNotNull();
      assertThat(metrics())
          .contains("gatehouse_tunnels_open{protocol=\"websocket\",route=\"echo\"} 1.0")
          .contains("gatehouse_tunnels_opened_total{protocol=\"websocket\",route=\"echo\"} 1.0");
      client.end(1000);
      assertThat(client.closing()).isEqualTo(1000);
    }
    Await.until("it is over", () -> metric("gatehouse_tunnels_open") == 0);
    Await.until("it is in the log", () -> log().contains("\"upgrade\":\"websocket\""));
    assertThat(log())
        .contains("\"method\":\"GET\"", "\"status\":101", "\"request_bytes\":19")
        .contains("\"response_bytes\":11")
        .doesNotContain("\"reason\"");
  }

  private String log() {
    try {
      Path file = directory.resolve("access.log");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void carriesAHundredAtATime() throws Exception {
    List<WebSocketClient> clients = new ArrayList<>();
    byte[] message = new byte[20_000];
    try {
      for (int i = 0; i < 100; i++) {
        clients.add(i % 10 == 0 ? http2("/echo").agreed() : http1("/echo"));
      }
      assertThat(metric("gatehouse_tunnels_open")).isEqualTo(100);
      for (int round = 0; round < 3; round++) {
        for (WebSocketClient client : clients) {
          client.send(message);
        }
        for (WebSocketClient client : clients) {
          assertThat(Objects.requireNonNull(client.receive())).hasSize(message.length);
        }
      }
    } finally {
      clients.forEach(WebSocketClient::close);
    }
  }

  @Test
  void holdsLittleForAClientThatDoesNotRead() throws Exception {
    try (Wire client = Wire.connect(gateway.address("web"));
        Socket backend = agree(client)) {
      assertThat(heldWhile(backend.getOutputStream())).isLessThan(1 << 20);
    }
  }

  @Test
  void holdsLittleForABackendThatDoesNotRead() throws Exception {
    try (Wire client = Wire.connect(gateway.address("web"));
        Socket backend = agree(client)) {
      assertThat(backend.isConnected()).isTrue();
      assertThat(heldWhile(client.socket().getOutputStream())).isLessThan(1 << 20);
    }
  }

  @Test
  void leavesTheClientsBytesAloneUntilTheBackendAgrees() throws Exception {
    try (Wire client = Wire.connect(gateway.address("web"))) {
      client.send(HANDSHAKE + "GET /echo HTTP/1.1\nHost: smuggled\n\n");
      try (Socket backend = raw.accept()) {
        InputStream in = backend.getInputStream();
        Message head = Objects.requireNonNull(Message.readHead(in));
        assertThat(head.field("upgrade")).isEqualTo("websocket");
        assertThat(head.field("sec-websocket-key")).isNotEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
        backend
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno".getBytes(StandardCharsets.UTF_8));
        assertThat(client.answer().text()).isEqualTo("no");
        assertThat(client.answer().status()).as("of the second request").isNotEqualTo(101);
        backend.setSoTimeout(200);
        assertThat(read(in)).as("nothing more").isLessThan(0);
      }
    }
  }

  private static int read(InputStream in) throws IOException {
    try {
      return in.read();
    } catch (java.net.SocketTimeoutException silent) {
      return -1;
    }
  }

  /** Makes a tunnel of {@code client}'s connection; returns the backend's end. */
  private Socket agree(Wire client) throws IOException {
    client.send(HANDSHAKE);
    Socket backend = raw.accept();
    Message head = Objects.requireNonNull(Message.readHead(backend.getInputStream()));
    String accept = WebSocketKey.accept(Objects.requireNonNull(head.field("sec-websocket-key")));
    String agreed =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(accept);
    backend.getOutputStream().write(agreed.getBytes(StandardCharsets.UTF_8));
    assertThat(client.head().status()).isEqualTo(101);
    return backend;
  }

  /** The bytes that buffers hold more than before, once no more is taken from {@code out}. */
  private double heldWhile(OutputStream out) {
    double before = metric("gatehouse_memory_used_bytes");
    AtomicLong written = new AtomicLong();
    threads.submit(() -> {
      byte[] piece = new byte[64 * 1024];
      while (true) {
        out.write(piece);
        written.addAndGet(piece.length);
      }
    });
    long[] last = {-1, 0};
    Await.until(
        "nothing more is taken",
        () -> {
          metrics(); // takes its time
          last[1] = last[0] == written.get() ? last[1] + 1 : 0;
          last[0] = written.get();
          return last[1] > 30 && last[0] > 0;
        });
    return metric("gatehouse_memory_used_bytes") - before;
  }
}
