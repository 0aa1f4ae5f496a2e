package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Server-sent events and long polling, with limits on everything else that are far too short. */
class EventStreamTest {
  private static final String CONFIGURATION =
      """
      listeners:
        web: {address: "127.0.0.1:0"}
        secure: {address: "127.0.0.1:0", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
      access-log: {format: off}
      pools: {app: {backends: ["%s"]}}
      routes: [{pool: app, timeouts: {first-byte: 0s, idle: 100ms, total: 1s}}]
      """;

  @TempDir private Path directory = Path.of("");
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final CountDownLatch left = new CountDownLatch(1);
  private Pki pki;
  private Origin origin;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    pki = new Pki(directory);
    origin = Origin.start(this::serve);
    gateway = Gateway.start(CONFIGURATION.formatted(origin.url()), directory);
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  /** Sends events as the test has them sent, until the other side is gone. */
  private void serve(Origin from, Wire wire) throws java.io.IOException {
    from.receive(wire);
    wire.send("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\n\n");
    Thread.ofVirtual().start(() -> send(wire));
    if (wire.in().read() < 0) {
      left.countDown();
    }
  }

  private void send(Wire wire) {
    try {
      while (true) {
        String event = "data: " + events.take() + "\n\n";
        wire.send(
            (Integer.toHexString(event.length()) + "\r\n" + event + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (java.io.IOException | InterruptedException e) {
      // the other side is gone
    }
  }

  private InputStream listen(HttpClient client, Version version) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                version == Version.HTTP_2 ? gateway.https("secure", "/") : gateway.http("web", "/"))
            .version(version)
            .build();
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    assertThat(response.version()).isEqualTo(version);
    return response.body();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void reachTheClientAtOnceAndForAsLongAsItStays(Version version) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(pki.clientContext()).build();
        InputStream stream = listen(client, version)) {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
      long[] nanos = new long[41];
      for (int i = 0; i < nanos.length; i++) {
        long begun = System.nanoTime();
        events.add("event " + i);
        assertThat(lines.readLine()).isEqualTo("data: event " + i);
        nanos[i] = System.nanoTime() - begun;
        assertThat(lines.readLine()).isEmpty();
      }
      Await.until("every limit but that of streams is over", () -> System.nanoTime() - end > 0);
      events.add("last");
      assertThat(lines.readLine()).isEqualTo("data: last");
      Arrays.sort(nanos);
      assertThat(nanos[nanos.length / 2]).as("the median").isLessThan(20_000_000L);
      client.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void endAtTheBackendWhenTheClientLeaves(Version version) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(pki.clientContext()).build()) {
      InputStream stream = listen(client, version);
      events.add("first");
      assertThat(stream.read()).isEqualTo('d');
      long begun = System.nanoTime();
      stream.close();
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
      client.shutdownNow();
    }
  }

  @Test
  void endAtTheBackendWhenAClientThatPollsLeavesBeforeTheAnswer() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Origin.Script polling =
        (from, wire) -> {
          from.receive(wire);
          asked.countDown();
          if (wire.in().read() < 0) {
            gone.countDown();
          }
        };
    try (Origin polled = Origin.start(polling);
        Gateway front = Gateway.start(CONFIGURATION.formatted(polled.url()), directory)) {
      Wire wire = Wire.connect(front.address("web"));
      wire.send("GET /poll HTTP/1.1\nHost: a\n\n");
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      wire.close();
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
