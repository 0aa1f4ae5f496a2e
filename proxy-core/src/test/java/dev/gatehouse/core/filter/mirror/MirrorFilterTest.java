package dev.gatehouse.core.filter.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which requests are copied, and what becomes of copies, with a second pool that is played. */
class MirrorFilterTest {
  private final ManualLoop loop = new ManualLoop();
  private final Mirror mirror = new Mirror("checkout", "shadow");
  private final List<String> events = new ArrayList<>();
  private final List<Exchange> copies = new ArrayList<>();
  private final List<Responder> responders = new ArrayList<>();
  private MirrorSettings settings = new MirrorSettings("shadow");
  private @Nullable Throwable thrown;

  /** Keeps the copies, as a pool that has not answered yet. */
  private final Handler shadow =
      (exchange, responder) -> {
        if (thrown instanceof RuntimeException bug) {
          throw bug;
        }
        events.add("copy");
        copies.add(exchange);
        responders.add(responder);
      };

  private static MirrorSettings settings(String percent, int pending, long memory) {
    return new MirrorSettings(
        "shadow",
        Percentage.parse(percent),
        List.of(),
        pending,
        new ByteSize(memory),
        Duration.ofSeconds(1));
  }

  /** Sends one request through the filter; its handler notes that it was reached. */
  private Exchange send(TestExchange request) {
    Exchange exchange = request.loop(loop).exchange();
    new MirrorFilter(settings, mirror, shadow)
        .handle(
            exchange,
            new Unanswered(),
            (original, responder) -> {
              events.add("original");
              original.request().headers().set("x-by", "the first pool");
            });
    return exchange;
  }

  private static final class Unanswered implements Responder {
    @Override
    public void respond(Response response) {
      throw new AssertionError("a copy's answer reached the client");
    }

    @Override
    public void fail(Failure failure) {
      throw new AssertionError("a copy's failure reached the client: " + failure);
    }

    @Override
    public void inform(Response interim) {
      throw new AssertionError("a copy's interim answer reached the client");
    }
  }

  private long count(MirrorResult result) {
    return mirror.state().results().getOrDefault(result.word(), 0L);
  }

  private static Body content(String text) {
    return new BufferBody(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  @AfterEach
  void leavesNothingUnderWay() {
    loop.run();
    copies.forEach(copy -> copy.cut(Failure.of(FailureReason.CLIENT_GONE)));
    for (int i = 0; i < responders.size(); i++) {
      responders.get(i).fail(Failure.of(FailureReason.CLIENT_GONE));
    }
    assertThat(mirror.state().pending()).isZero();
  }

  @Test
  void theOriginalGoesFirstAndTheCopyIsWhatItWas() {
    Exchange original =
        send(
            TestExchange.of("POST", "/a?b=c")
                .header("x-tenant", "acme")
                .peer("192.0.2.9")
                .body(content("hello")));
    assertThat(events).containsExactly("original");
    loop.run();
    assertThat(events).containsExactly("original", "copy");

    Exchange copy = copies.getFirst();
    assertThat(copy.request()).isNotSameAs(original.request());
    assertThat(copy.request().method()).isEqualTo("POST");
    assertThat(copy.request().path()).isEqualTo("/a");
    assertThat(copy.request().query()).isEqualTo("b=c");
    assertThat(copy.request().headers().get("x-tenant")).isEqualTo("acme");
    assertThat(copy.request().headers().get("x-by")).as("what came later").isNull();
    assertThat(copy.request().headers().get(Copy.FIELD)).isEqualTo("checkout");
    assertThat(original.request().headers().get(Copy.FIELD)).isNull();
    assertThat(copy.clientAddress()).isEqualTo("192.0.2.9");
    ByteBuf piece = Objects.requireNonNull(copy.request().body().read());
    assertThat(piece.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
    piece.release();
    original.sent();
  }

  @Test
  void noClientCanHaveItsRequestTakenForACopy() {
    Exchange original = send(TestExchange.get("/").header(Copy.FIELD, "checkout"));
    assertThat(original.request().headers().contains(Copy.FIELD)).isFalse();
    original.sent();
  }

  @Test
  void theCopyKeepsItsContentWhenTheOriginalIsOver() {
    Exchange original = send(TestExchange.of("POST", "/").body(content("hello")));
    original.sent();
    loop.run();
    assertThat(copies.getFirst().request().body().length()).isEqualTo(5);
    responders.getFirst().respond(new Response(200, new Headers(), content("dropped")));
    assertThat(copies.getFirst().over()).isTrue();
    assertThat(count(MirrorResult.ANSWERED)).isOne();
  }

  @Test
  void anAnswerIsReadAndDroppedAsItArrives() {
    Exchange original = send(TestExchange.get("/"));
    loop.run();
    FedBody answer = new FedBody(Body.UNKNOWN_LENGTH, new Ignored());
    responders.getFirst().respond(new Response(200, new Headers(), answer));
    for (int i = 0; i < 100; i++) {
      answer.offer(Unpooled.buffer(1024).writeZero(1024));
      assertThat(answer.buffered()).isZero();
    }
    assertThat(mirror.state().pending()).isOne();
    answer.complete(null);
    assertThat(copies.getFirst().over()).isTrue();
    assertThat(count(MirrorResult.ANSWERED)).isOne();
    original.sent();
  }

  @Test
  void anAnswerWithoutEndIsNotReadToTheEnd() {
    Exchange original = send(TestExchange.get("/"));
    loop.run();
    FedBody answer = new FedBody(Body.UNKNOWN_LENGTH, new Ignored());
    responders.getFirst().respond(new Response(200, new Headers(), answer));
    int offered = 0;
    while (!copies.getFirst().over()) {
      answer.offer(Unpooled.buffer(64 * 1024).writeZero(64 * 1024));
      offered++;
    }
    assertThat(offered).isEqualTo(17);
    assertThat(mirror.state().pending()).isZero();
    original.sent();
  }

  @Test
  void anAnswerThatBreaksOffIsAFailure() {
    Exchange original = send(TestExchange.get("/"));
    loop.run();
    FedBody answer = new FedBody(10, new Ignored());
    responders.getFirst().respond(new Response(200, new Headers(), answer));
    answer.fail(Failure.of(FailureReason.BACKEND_INCOMPLETE));
    assertThat(count(MirrorResult.FAILED)).isOne();
    assertThat(count(MirrorResult.ANSWERED)).isZero();
    original.sent();
  }

  @Test
  void failuresOfTheSecondPoolAreOnlyCounted() {
    Exchange original = send(TestExchange.get("/"));
    loop.run();
    responders.getFirst().fail(Failure.of(FailureReason.CONNECT_REFUSED));
    thrown = new IllegalStateException("a bug");
    Exchange another = send(TestExchange.get("/"));
    loop.run();
    assertThat(count(MirrorResult.FAILED)).isEqualTo(2);
    assertThat(original.over()).isFalse();
    original.sent();
    another.sent();
  }

  @Test
  void copiesExactlyItsPercentage() {
    settings = settings("12.34%", 100_000, 0);
    for (int i = 0; i < 100_000; i++) {
      send(TestExchange.get("/")).sent();
      loop.run();
      copies.forEach(each -> assertThat(each.over()).isFalse());
      responders.forEach(each -> each.respond(new Response(503, new Headers(), Body.empty())));
      copies.clear();
      responders.clear();
    }
    assertThat(count(MirrorResult.ANSWERED)).isEqualTo(12_340);
  }

  @Test
  void triesOnlyNowAndThenWhileAllCopiesFail() {
    for (int i = 0; i < 100; i++) {
      send(TestExchange.get("/")).sent();
      loop.run();
      responders.forEach(each -> each.fail(Failure.of(FailureReason.CONNECT_REFUSED)));
    }
    assertThat(count(MirrorResult.FAILED)).isEqualTo(32);
    assertThat(count(MirrorResult.PAUSED)).isEqualTo(68);
    loop.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      send(TestExchange.get("/")).sent();
      loop.run();
      responders.forEach(each -> each.fail(Failure.of(FailureReason.CONNECT_REFUSED)));
    }
    assertThat(count(MirrorResult.FAILED)).as("a few tries more").isEqualTo(36);
    loop.advance(Duration.ofSeconds(1));
    send(TestExchange.get("/")).sent();
    loop.run();
    responders.getLast().respond(new Response(200, new Headers(), Body.empty()));
    for (int i = 0; i < 10; i++) {
      send(TestExchange.get("/")).sent();
    }
    loop.run();
    assertThat(copies).as("all again").hasSize(36 + 1 + 10);
  }

  @Test
  void copiesNothingAtZero() {
    settings = settings("0%", 10, 0);
    send(TestExchange.get("/")).sent();
    loop.run();
    assertThat(copies).isEmpty();
  }

  @Test
  void copiesTheMethodsItIsTold() {
    settings =
        new MirrorSettings(
            "shadow",
            Percentage.of(100),
            List.of("GET", "HEAD"),
            10,
            new ByteSize(0),
            Duration.ofSeconds(1));
    send(TestExchange.of("POST", "/")).sent();
    send(TestExchange.of("HEAD", "/")).sent();
    loop.run();
    assertThat(copies).extracting(Exchange::method).containsExactly("HEAD");
  }

  @Test
  void copiesNoMoreThanMayBeUnderWay() {
    settings = settings("100%", 3, 0);
    for (int i = 0; i < 5; i++) {
      send(TestExchange.get("/")).sent();
    }
    loop.run();
    assertThat(copies).hasSize(3);
    assertThat(count(MirrorResult.BUSY)).isEqualTo(2);
    responders.getFirst().fail(Failure.of(FailureReason.CONNECT_REFUSED));
    send(TestExchange.get("/")).sent();
    loop.run();
    assertThat(copies).hasSize(4);
  }

  @Test
  void copiesNoMoreContentThanMayBeHeld() {
    settings = settings("100%", 100, 12);
    Exchange first = send(TestExchange.of("POST", "/").body(content("hello")));
    Exchange second = send(TestExchange.of("POST", "/").body(content("hello")));
    Exchange third = send(TestExchange.of("POST", "/").body(content("hello")));
    loop.run();
    assertThat(copies).hasSize(2);
    assertThat(count(MirrorResult.BUSY)).isOne();
    first.sent();
    second.sent();
    third.sent();
  }

  @Test
  void copiesNothingWhileMemoryIsShort() {
    loop.overloaded(true);
    send(TestExchange.get("/")).sent();
    loop.run();
    assertThat(copies).isEmpty();
    assertThat(count(MirrorResult.BUSY)).isOne();
  }

  @Test
  void leavesStreamedContentAndUpgradesAlone() {
    FedBody streamed = new FedBody(5, new Ignored());
    Exchange exchange = send(TestExchange.of("POST", "/").body(streamed));
    TestExchange upgrade = TestExchange.get("/");
    Exchange tunnel = upgrade.loop(loop).exchange();
    tunnel.request().upgrade("websocket");
    new MirrorFilter(settings, mirror, shadow)
        .handle(tunnel, new Unanswered(), (_, _) -> events.add("tunnel"));
    loop.run();
    assertThat(copies).isEmpty();
    assertThat(events).containsExactly("original", "tunnel");
    assertThat(count(MirrorResult.STREAMED)).isOne();
    assertThat(count(MirrorResult.UPGRADE)).isOne();
    exchange.sent();
    tunnel.sent();
  }

  @Test
  void refusesSettingsThatMeanNothing() {
    assertThatThrownBy(() ->
            new MirrorSettings(
                "shadow",
                Percentage.of(1),
                List.of("GET", "NO METHOD"),
                10,
                new ByteSize(0),
                Duration.ofSeconds(1)))
        .hasMessage("methods[1]: NO METHOD (expected: a method such as GET)");
    assertThatThrownBy(() -> settings("1%", 0, 0)).hasMessage("pending: 0 (expected: 1 to 100000)");
    assertThatThrownBy(() -> settings("100.5%", 1, 0)).hasMessageContaining("at most 100%");
  }

  /** The connection of a played backend. */
  private static final class Ignored implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }
}
