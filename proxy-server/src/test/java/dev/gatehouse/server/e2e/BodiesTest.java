package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Framing at both ends, byte by byte: interim answers, trailers, ends of content. */
class BodiesTest {
  private static Gateway gateway(Origin origin, String mode) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ["%s"]}}
        routes: [{pool: app, request-body: {mode: %s, max: 1MiB}}]
        """
            .formatted(origin.url(), mode));
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "stream"})
  void asksForContentThatIsExpectedToBeAskedFor(String mode) throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway(origin, mode);
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("POST / HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 4\n\n");
      assertThat(wire.head().start()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(wire.send("abcd").answer().text()).isEqualTo("hello");
      assertThat(origin.onlyRequest().text()).isEqualTo("abcd");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "stream"})
  void refusesContentThatIsTooLongWithoutAskingForIt(String mode) throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway(origin, mode);
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("POST / HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 2000000\n\n");
      assertThat(wire.head().status()).isEqualTo(413);
      assertThat(origin.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "stream"})
  void passesTrailersOnBothWays(String mode) throws Exception {
    String answer =
        """
        HTTP/1.1 200 OK
        Transfer-Encoding: chunked
        Trailer: X-Sum

        5
        hello
        0
        X-Sum: 42

        """;
    try (Origin origin = Origin.answering(answer);
        Gateway gateway = gateway(origin, mode);
        Wire wire = Wire.connect(gateway.address("web"));
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      wire.send("POST / HTTP/1.1\nHost: a\nTE: trailers\nTransfer-Encoding: chunked\n\n");
      Message reply = wire.send("4\nabcd\n0\nX-End: yes\nContent-Length: 3\n\n").answer();
      assertThat(reply.text()).isEqualTo("hello");
      assertThat(reply.trailers()).map(String::toLowerCase).containsExactly("x-sum: 42");
      Message request = origin.onlyRequest();
      assertThat(request.text()).isEqualTo("abcd");
      assertThat(request.trailers()).map(String::toLowerCase).containsExactly("x-end: yes");

      origin.received().clear();
      Reply overH2 = h2.send(Ask.post("/", "efgh").withTrailer("x-end", "of h2"));
      assertThat(overH2.text()).isEqualTo("hello");
      assertThat(overH2.trailers()).containsEntry("x-sum", List.of("42"));
      assertThat(origin.onlyRequest().trailers())
          .map(String::toLowerCase)
          .containsExactly("x-end: of h2");
    }
  }

  @Test
  void passesInterimAnswersOn() throws Exception {
    String answer =
        """
        HTTP/1.1 103 Early Hints
        Link: </a.css>; rel=preload

        HTTP/1.1 200 OK
        Content-Length: 5

        hello\
        """;
    try (Origin origin = Origin.answering(answer);
        Gateway gateway = gateway(origin, "buffer");
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      Reply reply = h2.send(Ask.get("/"));
      assertThat(reply.interim()).containsExactly(103);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("hello");
    }
  }

  @Test
  void readsAnswersThatEndWithTheConnection() throws Exception {
    Origin.Script untilClose =
        (origin, wire) -> {
          origin.receive(wire);
          wire.send("HTTP/1.0 200 OK\n\nuntil the end");
        };
    try (Origin origin = Origin.start(untilClose);
        Gateway gateway = gateway(origin, "buffer");
        Wire wire = Wire.connect(gateway.address("web"));
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      assertThat(wire.send("GET / HTTP/1.1\nHost: a\n\n").answer().text())
          .isEqualTo("until the end");
      assertThat(wire.send("GET / HTTP/1.1\nHost: a\n\n").answer().text())
          .isEqualTo("until the end");
      assertThat(h2.send(Ask.get("/")).text()).isEqualTo("until the end");
    }
  }

  private static Origin.Script breaksOff(int length) {
    return (origin, wire) -> {
      origin.receive(wire);
      wire.send("HTTP/1.1 200 OK\nContent-Length: " + length + "\n\nhello");
    };
  }

  @Test
  void showsClientsThatAnAnswerWasCutShort() throws Exception {
    try (Origin origin = Origin.start(breaksOff(100_000));
        Gateway gateway = gateway(origin, "buffer");
        Wire wire = Wire.connect(gateway.address("web"));
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      wire.send("GET / HTTP/1.1\nHost: a\n\n");
      assertThat(catchThrowable(wire::answer)).isInstanceOf(IOException.class);
      assertThat(catchThrowable(() -> h2.send(Ask.get("/")))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void triesAgainInsteadOfShowingHalfAShortAnswerAndSaysSoIfThatFailsToo() throws Exception {
    try (Origin origin = Origin.start(breaksOff(10));
        Gateway gateway = gateway(origin, "buffer");
        Wire wire = Wire.connect(gateway.address("web"));
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      wire.send("GET / HTTP/1.1\nHost: a\n\n");
      Message answer = wire.answer();
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.field("proxy-status")).contains("http_response_incomplete");
      assertThat(h2.send(Ask.get("/")).status()).isEqualTo(502);
      assertThat(origin.received()).hasSize(4);
    }
  }

  @Test
  void passesContentToTheBackendAsItArrivesWhereItIsStreamed() throws Exception {
    Origin.Script firstBytes =
        (origin, wire) -> {
          if (Message.readHead(wire.in()) != null && wire.in().readNBytes(4).length == 4) {
            wire.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello");
            wire.in().readNBytes(4);
          }
        };
    try (Origin origin = Origin.start(firstBytes);
        Gateway gateway = gateway(origin, "stream");
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("POST / HTTP/1.1\nHost: a\nContent-Length: 8\n\nabcd");
      assertThat(wire.answer().text()).isEqualTo("hello");
      wire.send("efgh");
    }
  }
}
