package dev.gatehouse.core.transport.http2;

import static dev.gatehouse.core.transport.http2.FakeIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.settings.LimitSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Http2ServerConnectionTest {
  private static final long NO_ERROR = 0;
  private static final long PROTOCOL_ERROR = 1;
  private static final long INTERNAL_ERROR = 2;
  private static final long STREAM_CLOSED = 5;
  private static final long CANCEL = 8;
  private static final long ENHANCE_YOUR_CALM = 11;

  private final FramePeer client = new FramePeer();
  private final FakeIntake intake = new FakeIntake();
  private final Http2ServerConnection server =
      new Http2ServerConnection(
          client.loop,
          intake,
          info(),
          new LimitSettings(),
          EncodedSlash.KEEP,
          ConnectionObserver.NONE);

  Http2ServerConnectionTest() {
    server.install(client.channel.pipeline());
    client.preface();
  }

  @AfterEach
  void close() {
    client.close();
    assertThat(server.activeExchanges()).isZero();
    assertThat(client.loop.deadlines().size()).isZero();
    intake.dispatched.forEach(exchange -> assertThat(exchange.over()).isTrue());
  }

  private static ConnectionInfo info() {
    return new ConnectionInfo(
        "web",
        InetSocketAddress.createUnresolved("192.0.2.1", 40000),
        "192.0.2.1",
        InetSocketAddress.createUnresolved("198.51.100.1", 443),
        null);
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
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new NoFeed());
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
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new NoFeed());
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        // pseudo-fields
        ":method=GET|:scheme=http|:authority=a.test",
        ":method=GET|:path=/|:authority=a.test",
        ":scheme=http|:path=/|:authority=a.test",
        ":method=GET|:scheme=http|:path=/",
        ":method=GET|:scheme=http|:path=|:authority=a.test",
        ":method=GET|:method=GET|:scheme=http|:path=/|:authority=a.test",
        ":method=GET|:scheme=http|:path=/|:path=/|:authority=a.test",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|:authority=a.test",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|:status=200",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|:other=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|:protocol=websocket",
        ":method=GET|:scheme=http|accept=*/*|:path=/|:authority=a.test",
        ":method=G ET|:scheme=http|:path=/|:authority=a.test",
        ":method=|:scheme=http|:path=/|:authority=a.test",
        ":method=GET|:scheme=ftp|:path=/|:authority=a.test",
        ":method=GET|:scheme=http://x/?|:path=/|:authority=a.test",
        ":method=GET|:scheme=http|:path=a|:authority=a.test",
        ":method=GET|:scheme=http|:path=*|:authority=a.test",
        ":method=GET|:scheme=http|:path=/a b|:authority=a.test",
        ":method=GET|:scheme=http|:path=/a#b|:authority=a.test",
        ":method=GET|:scheme=http|:path=/a\u0000b|:authority=a.test",
        ":method=GET|:scheme=http|:path=/a\r\nx: y|:authority=a.test",
        ":method=GET|:scheme=http|:path=http://b.test/|:authority=a.test",
        ":method=GET|:scheme=http|:path=/|:authority=u@a.test",
        ":method=GET|:scheme=http|:path=/|:authority=a.test/x",
        ":method=GET|:scheme=http|:path=/|:authority=",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|host=b.test",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|host=a.test|host=a.test",
        ":method=CONNECT|:scheme=http|:path=/|:authority=a.test:443",
        // fields
        ":method=GET|:scheme=http|:path=/|:authority=a.test|Accept=*/*",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a b=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a\u0000b=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a:b=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|é=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a= 1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1 ",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=\t1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1\n2",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1\r2",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1\u00002",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1\u00072",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|connection=close",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|proxy-connection=close",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|keep-alive=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|upgrade=h2c",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|transfer-encoding=chunked",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|te=gzip",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|te=trailers, gzip",
        // length
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=+0",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=0, 0",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=0|content-length=0",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=99999999999999999999"
      })
  void resetsTheStreamOfAMalformedRequest(String fields) {
    client.headers(1, true, split(fields));
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + PROTOCOL_ERROR);
    assertThat(client.received("HEADERS")).isEmpty();
    assertThat(intake.dispatched).isEmpty();
    assertThat(intake.refused).isEmpty();
    client.get(3, "/");
    assertThat(intake.dispatched).hasSize(1);
  }

  static String[] split(String fields) {
    return fields.isEmpty()
        ? new String[0]
        : java.util.Arrays.stream(fields.split("\\|", -1))
            .flatMap(field -> {
              int at = field.indexOf('=');
              return java.util.stream.Stream.of(field.substring(0, at), field.substring(at + 1));
            })
            .toArray(String[]::new);
  }

  @Test
  void answersAConnectAndAPathOutsideTheRootItself() {
    client.headers(1, true, ":method", "CONNECT", ":authority", "a.test:443");
    client.get(3, "/../x");
    client.get(5, "/" + "x".repeat(16 * 1024));
    assertThat(intake.refused)
        .containsExactly("method-not-supported", "bad-path", "request-line-too-long");
    assertThat(client.received("HEADERS").stream().map(line -> line.split(" ", -1)[2]))
        .containsExactly(":status=405", ":status=400", ":status=414");
    assertThat(intake.ends).containsExactly("sent", "sent", "sent");
  }

  @Test
  void answers431ToTooManyOrTooLargeFields() {
    client.post(1, "/", many("x-a", 130));
    client.post(3, "/", many("cookie", 257));
    client.post(5, "/", "x-large", "x".repeat(33 * 1024));
    client.data(5, "dropped", true);
    assertThat(intake.refused)
        .containsExactly("too-many-headers", "too-many-headers", "headers-too-large");
    assertThat(client.received("HEADERS"))
        .hasSize(3)
        .allMatch(line -> line.contains(":status=431"));
    assertThat(client.received("RST_STREAM"))
        .containsExactly("RST_STREAM 1 0", "RST_STREAM 3 0", "RST_STREAM 5 0");
    client.post(7, "/", many("cookie", 256));
    assertThat(intake.dispatched).hasSize(1);
  }

  private static String[] many(String name, int count) {
    String[] fields = new String[count * 2];
    for (int i = 0; i < count; i++) {
      fields[2 * i] = name;
      fields[2 * i + 1] = "v";
    }
    return fields;
  }

  @ParameterizedTest
  @CsvSource({"4,abc", "2,abc"})
  void resetsAStreamWhoseContentDisagreesWithItsLength(int length, String content) {
    client.post(1, "/", "content-length", Integer.toString(length));
    client.data(1, content, true);
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + PROTOCOL_ERROR);
    assertThat(intake.ends.getFirst()).startsWith("bad-framing");
    assertThat(intake.last().request().body().ended() && intake.ends.contains("sent")).isFalse();
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
  void givesWindowsBackOnlyAsContentIsRead() {
    client.post(1, "/").data(1, zeros(16_384), false).data(1, zeros(16_384), false);
    client.data(1, zeros(16_384), false);
    assertThat(client.received("WINDOW_UPDATE 1")).isEmpty();
    assertThat(FakeIntake.read(intake.last().request().body())).hasSize(3 * 16_384);
    client.turn();
    assertThat(client.received("WINDOW_UPDATE 1"))
        .singleElement()
        .satisfies(line -> assertThat(increment(line)).isBetween(32_768, 3 * 16_384));
  }

  private static int increment(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void sendsAsMuchAsTheWindowAllowsAndTheRestLater() {
    client.get(1, "/").get(3, "/");
    answer(intake.dispatched.get(0), 200, "x".repeat(100_000));
    client.turn();
    assertThat(client.content).hasSize(65_535);
    // the connection's window is used up: other streams wait for it, and only for it
    client.windowUpdate(0, 1_000_000);
    answer(intake.dispatched.get(1), 200, "done");
    client.turn();
    assertThat(client.received("DATA 3")).containsExactly("DATA 3 end 4");
    assertThat(intake.ends).containsExactly("sent");
    client.windowUpdate(1, 100_000);
    assertThat(client.content).hasSize(100_004);
    assertThat(intake.ends).containsExactly("sent", "sent");
  }

  @Test
  void stopsTheSourceOfAStreamThatIsNotRead() {
    client.get(1, "/");
    NoFeed feed = new NoFeed();
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    intake.last().stream().respond(new Response(200, new Headers(), body));
    for (int i = 0; i < 100; i++) {
      body.offer(zeros(10_000));
    }
    client.turn();
    assertThat(client.content).hasSize(65_535);
    assertThat(body.buffered()).isGreaterThan(1_000_000 - 65_535 - 2 * 65_536);
    client.windowUpdate(0, 10_000_000).windowUpdate(1, 10_000_000);
    assertThat(body.buffered()).isZero();
    body.complete(null);
    client.turn();
    assertThat(client.content).hasSize(1_000_000);
    assertThat(intake.ends).containsExactly("sent");
  }

  @Test
  void tellsTheExchangeThatTheClientResetTheStream() {
    client.post(1, "/").data(1, "abc", false).reset(1, CANCEL);
    assertThat(intake.ends).containsExactly("client-gone");
    client.get(3, "/");
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new NoFeed());
    intake.last().stream().respond(new Response(200, new Headers(), body));
    body.offer(zeros(200_000));
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
    FedBody body = new FedBody(10, new NoFeed());
    intake.dispatched.get(0).stream().respond(new Response(200, new Headers(), body));
    body.offer(zeros(4));
    client.turn();
    body.fail(Failure.of(FailureReason.BACKEND_INCOMPLETE));
    FedBody shorter = new FedBody(10, new NoFeed());
    intake.dispatched.get(1).stream().respond(new Response(200, new Headers(), shorter));
    shorter.offer(zeros(4));
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
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + NO_ERROR);
    assertThat(client.received("DATA")).containsExactly("DATA 1 end 2");
    assertThat(intake.ends).containsExactly("sent");
    // what was under way is no fault
    client.data(1, "def", false).data(1, "ghi", true);
    assertThat(client.received("RST_STREAM")).hasSize(1);
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
  void refusesMoreStreamsThanItAllows() {
    for (int i = 0; i < 101; i++) {
      client.get(1 + 2 * i, "/");
    }
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 201 7");
    assertThat(intake.dispatched).hasSize(100);
    intake.dispatched.forEach(exchange -> answer(exchange, 200, "ok"));
    client.turn();
    assertThat(client.received("DATA")).hasSize(100);
    client.get(203, "/");
    assertThat(intake.dispatched).hasSize(101);
  }

  @Test
  void endsAConnectionThatResetsTooMuch() {
    for (int i = 0; i < 201; i++) {
      client.get(1 + 2 * i, "/").reset(1 + 2 * i, CANCEL);
    }
    assertThat(client.received("GOAWAY"))
        .singleElement()
        .asString()
        .endsWith("" + ENHANCE_YOUR_CALM);
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void endsAConnectionThatCausesTooManyResets() {
    for (int i = 0; i < 201 && client.channel.isActive(); i++) {
      client.headers(1 + 2 * i, true, ":method", "GET");
    }
    assertThat(client.received("GOAWAY"))
        .singleElement()
        .asString()
        .endsWith("" + ENHANCE_YOUR_CALM);
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void resetsAStreamThatGoesOnBehindItsEnd() {
    client.get(1, "/").get(1, "/");
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + STREAM_CLOSED);
  }

  @Test
  void endsAConnectionThatOpensAStreamTwice() {
    client.get(1, "/");
    answer(intake.last(), 200, "ok");
    client.turn().get(1, "/");
    assertThat(client.received("GOAWAY")).singleElement().asString().endsWith(" " + STREAM_CLOSED);
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void endsAConnectionThatOpensAStreamBelowTheLast() {
    client.get(5, "/").get(3, "/");
    assertThat(client.received("GOAWAY")).singleElement().asString().endsWith(" " + PROTOCOL_ERROR);
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void drainsByTwoGoAways() {
    client.get(1, "/");
    server.drain();
    client.turn();
    assertThat(client.received("GOAWAY")).containsExactly("GOAWAY 2147483647 0");
    String ping = client.received("PING").getFirst();
    client.get(3, "/"); // was under way
    client.ping(true, Long.parseLong(ping.substring(5)));
    assertThat(client.received("GOAWAY")).containsExactly("GOAWAY 2147483647 0", "GOAWAY 3 0");
    client.get(5, "/"); // too late
    assertThat(intake.dispatched).hasSize(2);
    intake.dispatched.forEach(exchange -> answer(exchange, 200, "ok"));
    client.turn();
    assertThat(intake.ends).containsExactly("sent", "sent");
    client.advance(Duration.ofMillis(1100));
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void drainsWithoutTheClientsHelp() {
    server.drain();
    client.turn().advance(Duration.ofMillis(1100));
    assertThat(client.received("GOAWAY")).containsExactly("GOAWAY 2147483647 0", "GOAWAY 0 0");
    client.advance(Duration.ofMillis(1100));
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void endsAnIdleConnection() {
    client.get(1, "/");
    answer(intake.last(), 200, "ok");
    client.turn().advance(Duration.ofSeconds(74));
    assertThat(client.channel.isActive()).isTrue();
    client.advance(Duration.ofSeconds(3));
    assertThat(client.received("GOAWAY")).containsExactly("GOAWAY 1 0");
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void keepsAConnectionThatIsBusy() {
    client.get(1, "/").advance(Duration.ofSeconds(200));
    answer(intake.last(), 200, "ok");
    client.turn();
    assertThat(intake.ends).containsExactly("sent");
  }

  @Test
  void cutsAClientThatDoesNotRead() {
    client.get(1, "/");
    answer(intake.last(), 200, "x".repeat(100_000));
    client.turn().advance(Duration.ofSeconds(59));
    assertThat(intake.ends).isEmpty();
    client.advance(Duration.ofSeconds(3));
    assertThat(intake.ends).containsExactly("client-stalled");
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + CANCEL);
  }

  @Test
  void failsContentThatDoesNotCome() {
    client.post(1, "/").data(1, "abc", false);
    Body body = intake.last().request().body();
    assertThat(FakeIntake.read(body)).isEqualTo("abc");
    client.advance(Duration.ofSeconds(60)); // not waited for
    assertThat(body.failure()).isNull();
    body.demand(() -> {});
    client.advance(Duration.ofSeconds(32));
    assertThat(body.failure()).isEqualTo(Failure.of(FailureReason.BODY_TIMEOUT));
    answer(intake.last(), 408, "too slow");
    client.turn();
    assertThat(client.received("HEADERS")).singleElement().asString().contains(":status=408");
  }

  @Test
  void failsContentThatTrickles() {
    client.post(1, "/");
    Body body = intake.last().request().body();
    for (int i = 0; i < 10; i++) {
      body.demand(() -> {});
      client.advance(Duration.ofSeconds(5)).data(1, "x", false);
      FakeIntake.read(body);
    }
    assertThat(body.failure()).isEqualTo(Failure.of(FailureReason.BODY_TIMEOUT));
  }

  @Test
  void endsAConnectionThatAsksAndDoesNotRead() {
    client.stopReading();
    int asked = 0;
    for (;
        client.channel.isActive() && intake.dispatched.size() == asked && asked < 1000;
        asked++) {
      client.get(1 + 2 * asked, "/");
      if (intake.dispatched.size() > asked) {
        Headers large = new Headers().add("x-large", "x".repeat(3990) + (1_000_000 + asked));
        intake.last().stream().respond(new Response(304, large, Body.empty()));
        client.turn();
      }
    }
    assertThat(asked).isBetween(150, 800);
    client.advance(Duration.ofMillis(1100));
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void toleratesPrioritiesAndUnknownFrames() {
    client.frame(FramePeer.PRIORITY, 1, 0, new byte[] {0, 0, 0, 0, 16});
    client.frame((byte) 0x10, 0, 0, new byte[] {0, 0, 0, 1, 'u', '=', '1'});
    client.frame((byte) 0x42, 0, 0, new byte[20]);
    client.get(1, "/");
    assertThat(intake.dispatched).hasSize(1);
  }

  @Test
  void endsEveryExchangeWithItsConnection() {
    client.get(1, "/").post(3, "/").data(3, "abc", false);
    answer(intake.dispatched.get(0), 200, "x".repeat(100_000));
    client.channel.close();
    client.turn();
    assertThat(intake.ends).containsExactly("client-gone", "client-gone");
  }

  @Test
  void closesAConnectionWithoutAPreface() {
    FramePeer silent = new FramePeer();
    new Http2ServerConnection(
            silent.loop,
            intake,
            info(),
            new LimitSettings(),
            EncodedSlash.KEEP,
            ConnectionObserver.NONE)
        .install(silent.channel.pipeline());
    silent.turn().advance(Duration.ofSeconds(9));
    assertThat(silent.channel.isActive()).isTrue();
    silent.advance(Duration.ofSeconds(2));
    assertThat(silent.channel.isActive()).isFalse();
    silent.close();
  }

  private static ByteBuf zeros(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  /** A source whose reader is of no interest. */
  private static final class NoFeed implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }
}
