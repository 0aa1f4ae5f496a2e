package dev.gatehouse.core.transport.http2;

import static dev.gatehouse.core.transport.http2.FakeIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of HTTP/2 clients and the answers to them. */
final class Http2ServerConnectionTest {
  private static final long NO_ERROR = 0;
  private static final long INTERNAL_ERROR = 2;
  private static final long CANCEL = 8;

  private final ServerRig rig = new ServerRig();
  private final FramePeer client = rig.client;
  private final FakeIntake intake = rig.intake;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void tellsItsLimitsFirst() {
    assertThat(client.received.getFirst())
        .startsWith("SETTINGS")
        .contains("MAX_CONCURRENT_STREAMS=100")
        .contains("MAX_HEADER_LIST_SIZE=32768");
    assertThat(client.received("WINDOW_UPDATE 0"))
        .containsExactly("WINDOW_UPDATE 0 " + ((1 << 20) - 65535));
  }

  @Test
  void makesARequestOfHeaders() {
    client.headers(
        1,
        true,
        ":method",
        "GET",
        ":scheme",
        "https",
        ":path",
        "/a/../b?q=1",
        ":authority",
        "A.test:8443",
        "accept",
        "*/*",
        "x-own",
        "one");
    Request request = intake.last().request();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(request.scheme()).isEqualTo("http");
    assertThat(request.authority().text()).isEqualTo("a.test:8443");
    assertThat(request.target()).isEqualTo("/a/../b?q=1");
    assertThat(request.path()).isEqualTo("/b");
    assertThat(request.query()).isEqualTo("q=1");
    assertThat(request.headers()).hasToString("accept: */*\nx-own: one\n");
    assertThat(request.body().ended()).isTrue();
  }

  @Test
  void answersWithHeadContentAndLength() {
    client.get(1, "/");
    answer(intake.last(), 200, "hello");
    client.turn();
    assertThat(client.received("HEADERS"))
        .containsExactly("HEADERS 1 :status=200 content-length=5");
    assertThat(client.received("DATA")).containsExactly("DATA 1 end 5");
    assertThat(client.content).hasToString("hello");
    assertThat(intake.ends).containsExactly("sent");
    assertThat(intake.last().responseBytes()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"GET,204", "GET,304", "HEAD,200"})
  void endsWithTheHeadWhatHasNoContent(String method, int status) {
    client.headers(
        1, true, ":method", method, ":scheme", "http", ":path", "/", ":authority", "a.test");
    answer(intake.last(), status, "never seen");
    client.turn();
    assertThat(client.received("HEADERS")).containsExactly("HEADERS 1 end :status=" + status);
    assertThat(client.received("DATA")).isEmpty();
    assertThat(intake.ends).containsExactly("sent");
  }

  @Test
  void sendsInterimAnswersBeforeTheFinalOne() {
    client.get(1, "/");
    Headers hints = new Headers().add("link", "</style.css>");
    intake.last().stream().inform(new Response(103, hints, Body.empty()));
    intake.last().stream().inform(new Response(101, new Headers(), Body.empty()));
    answer(intake.last(), 200, "");
    client.turn();
    assertThat(client.received("HEADERS"))
        .containsExactly(
            "HEADERS 1 :status=103 link=</style.css>",
            "HEADERS 1 end :status=200 content-length=0");
  }

  @Test
  void readsContentAndTrailers() {
    client.post(1, "/").data(1, "one", false).data(1, "two", false);
    client.headers(1, true, "x-sum", "6", "content-length", "9", "host", "evil.test");
    Body body = intake.last().request().body();
    assertThat(body.length()).isEqualTo(Body.UNKNOWN_LENGTH);
    assertThat(FakeIntake.read(body)).isEqualTo("onetwo");
    assertThat(body.ended()).isTrue();
    assertThat(body.trailers()).hasToString("x-sum: 6\n");
    assertThat(intake.last().requestBytes()).isEqualTo(6);
  }

  @Test
  void sendsTrailersBehindTheContent() {
    client.get(1, "/");
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new ServerRig.NoFeed());
    intake.last().stream().respond(new Response(200, new Headers(), body));
    body.offer(Unpooled.copiedBuffer("abc", java.nio.charset.StandardCharsets.US_ASCII));
    client.turn();
    body.complete(new Headers().add("grpc-status", "0"));
    client.turn();
    assertThat(client.received.subList(client.received.size() - 3, client.received.size()))
        .containsExactly("HEADERS 1 :status=200", "DATA 1 3", "HEADERS 1 end grpc-status=0");
    assertThat(intake.ends).containsExactly("sent");
  }

  @Test
  void endsAStreamThatHasNothingMoreToSay() {
    client.get(1, "/");
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new ServerRig.NoFeed());
    intake.last().stream().respond(new Response(200, new Headers(), body));
    client.turn();
    body.complete(null);
    client.turn();
    assertThat(client.received("DATA")).containsExactly("DATA 1 end 0");
    assertThat(intake.ends).containsExactly("sent");
  }

  @Test
  void joinsCookieCrumbs() {
    client.headers(
        1,
        true,
        ":method",
        "GET",
        ":scheme",
        "http",
        ":path",
        "/",
        ":authority",
        "a.test",
        "cookie",
        "a=1",
        "accept",
        "*/*",
        "cookie",
        "b=2",
        "cookie",
        "c=3");
    assertThat(intake.last().request().headers())
        .hasToString("cookie: a=1; b=2; c=3\naccept: */*\n");
  }

  @Test
  void takesTheHostWhereThereIsNoAuthority() {
    client.headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/", "host", "b.test");
    assertThat(intake.last().request().authority().text()).isEqualTo("b.test");
    assertThat(intake.last().request().headers().isEmpty()).isTrue();
  }

  @Test
  void acceptsContentOfItsDeclaredLength() {
    client.post(1, "/", "content-length", "3").data(1, "abc", false).data(1, "", true);
    Body body = intake.last().request().body();
    assertThat(body.length()).isEqualTo(3);
    assertThat(FakeIntake.read(body)).isEqualTo("abc");
    assertThat(body.ended()).isTrue();
  }

  @Test
  void tellsTheExchangeThatTheClientResetTheStream() {
    client.post(1, "/").data(1, "abc", false).reset(1, CANCEL);
    assertThat(intake.ends).containsExactly("client-gone");
    client.get(3, "/");
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new ServerRig.NoFeed());
    intake.last().stream().respond(new Response(200, new Headers(), body));
    body.offer(ServerRig.zeros(200_000));
    client.turn();
    client.reset(3, CANCEL);
    assertThat(intake.ends).containsExactly("client-gone", "client-gone");
    body.discard();
  }

  @Test
  void resetsAStreamThatIsAborted() {
    client.get(1, "/");
    intake.last().stream().abort(Failure.of(FailureReason.INTERNAL));
    client.turn();
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + INTERNAL_ERROR);
    assertThat(intake.ends).containsExactly("internal");
  }

  @Test
  void neverEndsInOrderWhatBrokeOff() {
    client.get(1, "/").get(3, "/");
    FedBody body = new FedBody(10, new ServerRig.NoFeed());
    intake.dispatched.get(0).stream().respond(new Response(200, new Headers(), body));
    body.offer(ServerRig.zeros(4));
    client.turn();
    body.fail(Failure.of(FailureReason.BACKEND_INCOMPLETE));
    FedBody shorter = new FedBody(10, new ServerRig.NoFeed());
    intake.dispatched.get(1).stream().respond(new Response(200, new Headers(), shorter));
    shorter.offer(ServerRig.zeros(4));
    shorter.complete(null);
    client.turn();
    assertThat(client.received("RST_STREAM"))
        .containsExactly("RST_STREAM 1 " + INTERNAL_ERROR, "RST_STREAM 3 " + INTERNAL_ERROR);
    assertThat(client.received).noneMatch(line -> line.contains(" end"));
    assertThat(intake.ends).first().isEqualTo("backend-incomplete");
  }

  @Test
  void stopsAnUploadThatWasAnsweredBeforeItsEnd() {
    client.post(1, "/").data(1, "abc", false);
    answer(intake.last(), 401, "no");
    client.turn();
    assertThat(client.received("DATA")).containsExactly("DATA 1 end 2");
    assertThat(intake.ends).containsExactly("sent");
    client.advance(Duration.ofMillis(900));
    assertThat(client.received("RST_STREAM")).as("at once, some take it for a failure").isEmpty();
    client.advance(Duration.ofMillis(1300));
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + NO_ERROR);
    // what was under way is no fault
    client.data(1, "def", false).data(1, "ghi", true);
    assertThat(client.received("RST_STREAM")).hasSize(1);
  }

  @Test
  void leavesAnUploadAloneThatEndsSoonAfterItsAnswer() {
    client.post(1, "/").data(1, "abc", false);
    answer(intake.last(), 401, "no");
    client.turn();
    client.data(1, "def", true).advance(Duration.ofSeconds(3));
    assertThat(client.received("RST_STREAM")).isEmpty();
    client.get(3, "/");
    assertThat(intake.dispatched).hasSize(2);
  }

  @Test
  void letsAClientThatExpects100GoOnOnceItsContentIsWanted() {
    client.post(1, "/", "expect", "100-continue");
    assertThat(client.received("HEADERS")).isEmpty();
    intake.last().request().body().demand(() -> {});
    client.turn();
    assertThat(client.received("HEADERS")).containsExactly("HEADERS 1 :status=100");
    client.data(1, "abc", true);
    answer(intake.last(), 200, "");
    client.turn();
    assertThat(client.received("HEADERS")).hasSize(2);
  }

  @Test
  void endsEveryExchangeWithItsConnection() {
    client.get(1, "/").post(3, "/").data(3, "abc", false);
    answer(intake.dispatched.get(0), 200, "x".repeat(100_000));
    client.channel.close();
    client.turn();
    assertThat(intake.ends).containsExactly("client-gone", "client-gone");
  }
}
