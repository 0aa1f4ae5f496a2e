package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim answers and expectations, over sockets. */
class InterimTest {
  private static final String EXPECTING =
      "POST / HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 4\n\n";
  private static final String HINTS =
      """
      HTTP/1.1 103 Early Hints
      Link: </a.css>; rel=preload

      HTTP/1.1 103 Early Hints
      Link: </b.css>; rel=preload

      HTTP/1.1 200 OK
      Content-Length: 5
      X-Final: yes

      hello\
      """;

  private static Gateway gateway(Origin origin) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ["%s"]}}
        routes: [{pool: app, request-body: {mode: stream}}]
        """
            .formatted(origin.url()));
  }

  /** Reads the head; what then comes is up to the test. */
  private static Message head(Origin origin, Wire wire) throws java.io.IOException {
    Message head = wire.head();
    origin.received().add(head);
    return head;
  }

  private static void goOnAndEcho(Origin origin, Wire wire) throws java.io.IOException {
    head(origin, wire);
    wire.send("HTTP/1.1 100 Continue\n\n");
    byte[] content = wire.in().readNBytes(4);
    wire.send("HTTP/1.1 200 OK\nContent-Length: 4\n\n").send(content);
  }

  @Test
  void asksTheBackendBeforeItAsksTheClient() throws Exception {
    try (Origin origin = Origin.start(InterimTest::goOnAndEcho);
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"));
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      wire.send(EXPECTING);
      assertThat(wire.head().start()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(origin.onlyRequest().field("expect")).isEqualTo("100-continue");
      assertThat(wire.send("abcd").answer().text()).isEqualTo("abcd");
      Reply reply = h2.send(Ask.post("/", "efgh").with("expect", "100-continue"));
      assertThat(reply.text()).as("of a client that does not wait").isEqualTo("efgh");
    }
  }

  @Test
  void takesTheBackendsRefusalInPlaceOfTheContent() throws Exception {
    Origin.Script refusing =
        (origin, wire) -> {
          head(origin, wire);
          wire.send("HTTP/1.1 401 Unauthorized\nContent-Length: 2\n\nno");
          if (wire.in().read() >= 0) {
            origin.received().add(new Message("content", List.of(), new byte[0], List.of()));
          }
        };
    try (Origin origin = Origin.start(refusing);
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      Message answer = wire.send(EXPECTING).head();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.field("connection")).isEqualTo("close");
      assertThat(wire.in().readNBytes(2)).asString().isEqualTo("no");
      assertThat(wire.ended()).isTrue();
      Await.until("the backend's connection is closed", () -> origin.open() == 0);
      assertThat(origin.received()).hasSize(1);
    }
  }

  @Test
  void goesOnWithoutTheBackendsWord() throws Exception {
    Origin.Script silent =
        (origin, wire) -> {
          head(origin, wire);
          byte[] content = wire.in().readNBytes(4);
          wire.send("HTTP/1.0 200 OK\n\n").send(content);
        };
    try (Origin origin = Origin.start(silent);
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      long begun = System.nanoTime();
      assertThat(wire.send(EXPECTING).head().status()).isEqualTo(100);
      assertThat(System.nanoTime() - begun).isBetween(900_000_000L, 5_000_000_000L);
      assertThat(wire.send("abcd").answer().text()).isEqualTo("abcd");
    }
  }

  @Test
  void takesContentThatDoesNotWait() throws Exception {
    try (Origin origin = Origin.start(InterimTest::goOnAndEcho);
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      assertThat(wire.send(EXPECTING + "abcd").answer().text()).isEqualTo("abcd");
    }
  }

  @Test
  void refusesOtherExpectations() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway(origin);
        Client h2 = Http2Client.connect(gateway.address("web"));
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("POST / HTTP/1.1\nHost: a\nExpect: magic\nContent-Length: 4\n\n");
      assertThat(wire.head().status()).isEqualTo(417);
      assertThat(h2.send(Ask.post("/", "abcd").with("expect", "magic")).status()).isEqualTo(417);
      assertThat(origin.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
  void passesHintsOnToThoseWhoKnowThem(String version) throws Exception {
    try (Origin origin = Origin.answering(HINTS);
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("GET / " + version + "\nHost: a\n\n");
      if (version.equals("HTTP/1.1")) {
        assertThat(wire.head().field("link")).isEqualTo("</a.css>; rel=preload");
        assertThat(wire.head().field("link")).isEqualTo("</b.css>; rel=preload");
      }
      Message last = wire.head();
      assertThat(last.status()).isEqualTo(200);
      assertThat(last.field("x-final")).isEqualTo("yes");
      assertThat(last.all("link")).as("of the hints").isEmpty();
    }
  }

  @Test
  void passesHintsOnOverHttp2() throws Exception {
    try (Origin origin = Origin.answering(HINTS);
        Gateway gateway = gateway(origin);
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      Reply reply = h2.send(Ask.get("/"));
      assertThat(reply.interim()).containsExactly(103, 103);
      assertThat(reply.fields()).doesNotContainKey("link").containsKey("x-final");
    }
  }

  @Test
  void takesHintsWithoutEndForABrokenAnswer() throws Exception {
    String hint = "HTTP/1.1 103 Early Hints\n\n";
    try (Origin origin = Origin.answering(hint.repeat(17) + "HTTP/1.1 204 No Content\n\n");
        Gateway gateway = gateway(origin);
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      Reply reply = h2.send(Ask.get("/"));
      assertThat(reply.interim()).hasSize(16);
      assertThat(reply.status()).isEqualTo(502);
    }
  }
}
