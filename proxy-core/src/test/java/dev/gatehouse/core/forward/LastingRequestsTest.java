package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What takes its time by design: expectations, gRPC calls, event streams. */
final class LastingRequestsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration STREAM = Duration.ofMinutes(10);
  private static final Duration TOTAL = Duration.ofSeconds(90);

  private final ManualLoop loop = new ManualLoop();
  private final List<String> observed = new ArrayList<>();
  private final AskedUpstreams upstreams = new AskedUpstreams();
  private final Answers answers = new Answers();
  private final Asked feed = new Asked();
  private final FedBody upload = new FedBody(7, feed);
  private final FedBody download = new FedBody(Body.UNKNOWN_LENGTH, new UnwatchedFeed());
  private @Nullable Exchange exchange;

  @AfterEach
  void leavesNothingBehind() {
    upload.discard();
    download.discard();
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(loop.deadlines().size()).isZero();
  }

  // ---- 100 (Continue)

  @Test
  void doesNotAskForContentBeforeTheBackendWantsIt() {
    expecting();
    assertThat(feed.wanted).isZero();
    interim(100, new Headers());
    assertThat(feed.wanted).isOne();
    assertThat(answers.told).as("the demand tells the client").isEmpty();
  }

  @Test
  void asksForContentWhenTheBackendDoesNotSay() {
    expecting();
    loop.advance(SECOND.minusMillis(100));
    assertThat(feed.wanted).isZero();
    loop.advance(Duration.ofMillis(200));
    assertThat(feed.wanted).isOne();
    assertThat(answers.told).isEmpty();
  }

  @Test
  void doesNotAskForContentWhenTheBackendHasAnswered() {
    expecting();
    upstreams.last().answer(401);
    loop.advance(SECOND.multipliedBy(2));
    assertThat(feed.wanted).isZero();
    assertThat(answers.told).containsExactly("respond 401 x-kept: 1");
  }

  @Test
  void triesAgainWhileTheContentIsHeldBack() {
    expecting();
    kept().discard();
    upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    assertThat(upstreams.asks).hasSize(2);
    upstreams.last().stream(false);
    kept().demand(() -> {});
    interim(100, new Headers());
    assertThat(feed.wanted).isOne();
  }

  @Test
  void passesOnAContinueThatNothingWaitsFor() {
    forward(client("GET"));
    upstreams.last().accept(false);
    interim(100, new Headers());
    assertThat(answers.told).containsExactly("inform 100");
  }

  @Test
  void boundsWhatInterimAnswersHold() {
    forward(client("GET"));
    upstreams.last().accept(false);
    interim(103, new Headers().add("link", "a".repeat(40_000)));
    interim(103, new Headers().add("link", "a".repeat(40_000)));
    assertThat(answers.told).hasSize(2).last().isEqualTo("fail backend-headers-too-large");
    assertThat(upstreams.cancelled).isOne();
  }

  // ---- gRPC

  @Test
  void bearsWithAQuietCall() {
    call(new Headers());
    loop.advance(STREAM.minusSeconds(1));
    answer("application/grpc");
    loop.advance(STREAM.minusSeconds(1));
    assertThat(download.over()).isFalse();
    loop.advance(STREAM);
    assertThat(download.failure()).isEqualTo(Failure.of(FailureReason.BACKEND_IDLE));
  }

  @Test
  void endsACallThatStandsStillBeforeItIsAnswered() {
    call(new Headers());
    loop.advance(STREAM.plusSeconds(1));
    assertThat(answers.told).containsExactly("fail first-byte-timeout");
  }

  @Test
  void bearsWithACallInWhichOnlyTheClientSpeaks() {
    call(new Headers());
    answer("application/grpc");
    for (int i = 0; i < 4; i++) {
      loop.advance(STREAM.minusSeconds(1));
      exchange().addRequestBytes(1);
    }
    assertThat(download.over()).isFalse();
  }

  @Test
  void endsACallWhenItsTimeIsUp() {
    call(new Headers().add("grpc-timeout", "1500m"));
    loop.advance(Duration.ofMillis(1650));
    assertThat(answers.told).as("the client, who counts as well, is not forestalled").isEmpty();
    loop.advance(Duration.ofMillis(150));
    assertThat(answers.told).containsExactly("fail deadline-exceeded");
    assertThat(upstreams.cancelled).isOne();
    assertThat(observed).as("not the backend's fault").containsExactly("attempted");
  }

  @Test
  void endsAnAnswerToACallWhenItsTimeIsUp() {
    call(new Headers().add("grpc-timeout", "2S"));
    answer("application/grpc");
    loop.advance(Duration.ofMillis(2300));
    assertThat(download.failure()).isEqualTo(Failure.of(FailureReason.DEADLINE_EXCEEDED));
    assertThat(upstreams.cancelled).isOne();
  }

  @Test
  void takesABackendThatGivesUpAtTheEndOfTheTimeAtItsWord() {
    call(new Headers().add("grpc-timeout", "1050m"));
    loop.advance(Duration.ofSeconds(1));
    loop.clock().advance(Duration.ofMillis(50));
    upstreams.last().fail(FailureReason.BACKEND_RESET, true);
    assertThat(answers.told).containsExactly("fail deadline-exceeded");
  }

  @Test
  void takesABackendThatBreaksItsAnswerOffAtTheEndOfTheTimeAtItsWord() {
    call(new Headers().add("grpc-timeout", "1050m"));
    answer("application/grpc");
    loop.clock().advance(Duration.ofMillis(1050));
    download.fail(Failure.of(FailureReason.BACKEND_RESET));
    assertThat(answers.response().body().failure())
        .isEqualTo(Failure.of(FailureReason.DEADLINE_EXCEEDED));
  }

  @Test
  void blamesABackendThatBreaksItsAnswerOffBeforeTheTimeIsUp() {
    call(new Headers().add("grpc-timeout", "1050m"));
    answer("application/grpc");
    loop.clock().advance(SECOND);
    download.fail(Failure.of(FailureReason.BACKEND_RESET));
    Body answer = answers.response().body();
    assertThat(answer.failure()).isEqualTo(Failure.of(FailureReason.BACKEND_RESET));
    loop.clock().advance(SECOND);
    assertThat(answers.response().body().failure())
        .isEqualTo(Failure.of(FailureReason.BACKEND_RESET));
  }

  @Test
  void tellsTheBackendWhatIsLeftOfTheTime() {
    Exchange waiting = forward(grpc(new Headers().add("grpc-timeout", "3S")));
    loop.advance(SECOND);
    upstreams.last().stream(false);
    assertThat(waiting.request().headers().get("grpc-timeout")).isEqualTo("2000m");
    upstreams.last().fail(FailureReason.STREAM_REFUSED, false);
  }

  @Test
  void leavesTheTimeAloneThatItDoesNotUnderstand() {
    call(new Headers().add("grpc-timeout", "soon"));
    loop.advance(STREAM.minusSeconds(1));
    assertThat(answers.told).isEmpty();
    assertThat(exchange().request().headers().get("grpc-timeout")).isEqualTo("soon");
  }

  @Test
  void holdsCallsToTheTotalTimeOfTheirRoute() {
    forward(forwarder(TOTAL), grpc(new Headers().add("grpc-timeout", "1H")));
    upstreams.last().stream(false);
    loop.advance(TOTAL.plusMillis(100));
    assertThat(answers.told).containsExactly("fail total-timeout");
  }

  // ---- event streams

  @Test
  void bearsWithAQuietEventStreamBeyondTheTotalTime() {
    forward(forwarder(TOTAL), client("GET"));
    upstreams.last().accept(false);
    answer("text/event-stream; charset=utf-8");
    loop.advance(STREAM.minusSeconds(1));
    assertThat(download.over()).isFalse();
    download.offer(Unpooled.wrappedBuffer(new byte[1]));
    Objects.requireNonNull(download.read()).release();
    loop.advance(STREAM.minusSeconds(1));
    assertThat(download.over()).isFalse();
    loop.advance(STREAM);
    assertThat(download.failure()).isEqualTo(Failure.of(FailureReason.BACKEND_IDLE));
  }

  @Test
  void takesNothingElseForAnEventStream() {
    forward(client("GET"));
    upstreams.last().accept(false);
    answer("text/event-streams");
    loop.advance(SECOND.multipliedBy(4));
    assertThat(download.over()).isTrue();
  }

  private void expecting() {
    upstreams.keeps = true;
    forward(client("PUT").header("expect", "100-continue").body(upload));
    upstreams.last().stream(true);
    kept().demand(() -> {});
  }

  private void call(Headers fields) {
    forward(grpc(fields));
    upstreams.last().stream(false);
  }

  private TestExchange grpc(Headers fields) {
    TestExchange call = client("POST").version(HttpVersion.HTTP_2).body(upload);
    for (int i = 0; i < fields.size(); i++) {
      call.header(fields.name(i), fields.value(i));
    }
    return call.header("content-type", "application/grpc+proto");
  }

  private void answer(String type) {
    Headers headers = new Headers().add("content-type", type);
    upstreams.last().listener().responded(new Response(200, headers, download));
  }

  private void interim(int status, Headers headers) {
    upstreams.last().listener().informed(new Response(status, headers, Body.empty()));
  }

  private Body kept() {
    return Objects.requireNonNull(upstreams.kept, "nothing sent");
  }

  private TestExchange client(String method) {
    return TestExchange.of(method, "/").loop(loop);
  }

  private Exchange forward(TestExchange from) {
    return forward(forwarder(Duration.ZERO), from);
  }

  private Forwarder forwarder(Duration total) {
    TimeoutSettings limits = new TimeoutSettings(SECOND, SECOND, SECOND, STREAM, total, STREAM);
    BackendPool pool =
        new BackendPool(
            new PoolSettings("app", List.of(BackendSettings.parse("http://127.0.0.1:9001"))),
            backend -> new RecordedBackend(observed));
    return new Forwarder(pool, upstreams, limits, HostPolicy.REQUEST);
  }

  private Exchange forward(Forwarder forwarder, TestExchange from) {
    Exchange begun = from.exchange();
    exchange = begun;
    forwarder.handle(begun, answers);
    return begun;
  }

  private Exchange exchange() {
    return Objects.requireNonNull(exchange, "nothing forwarded");
  }

  /** A source that counts how often it is asked for more. */
  private static final class Asked implements FedBody.Feed {
    int wanted;

    @Override
    public void wanted() {
      wanted++;
    }

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }
}
