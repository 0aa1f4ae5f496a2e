package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
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

final class ForwarderTest {
  private static final Duration FIRST_BYTE = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final Duration STREAM = Duration.ofSeconds(60);
  private static final Duration TOTAL = Duration.ofSeconds(90);
  private static final Duration TUNNEL_IDLE = Duration.ofMinutes(10);
  private static final TimeoutSettings LIMITS =
      new TimeoutSettings(Duration.ofSeconds(3), FIRST_BYTE, IDLE, STREAM, TOTAL, TUNNEL_IDLE);

  private final ManualLoop loop = new ManualLoop();
  private final List<String> observed = new ArrayList<>();
  private final AskedUpstreams upstreams = new AskedUpstreams();
  private final Answers answers = new Answers();
  private BackendPool pool = pool("http://127.0.0.1:9001", "http://127.0.0.1:9002");
  private @Nullable TestExchange client;
  private @Nullable Exchange exchange;

  @AfterEach
  void leavesNothingBehind() {
    Response answer = answers.response;
    if (answer != null) {
      answer.body().discard();
    }
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(pool.backends()).allSatisfy(backend -> assertThat(backend.active()).isZero());
    assertThat(loop.deadlines().size()).isZero();
  }

  @Test
  void answersWithWhatTheBackendAnswers() {
    forward("GET");
    assertThat(upstreams.last().backend().active()).isOne();
    upstreams.last().accept(false);
    loop.advance(Duration.ofMillis(500));
    upstreams.last().answer(200);

    assertThat(answers.response().status()).isEqualTo(200);
    exchange().sent();

    assertThat(exchange().attempts()).isOne();
    assertThat(exchange().pool()).isEqualTo("app");
    assertThat(exchange().backend()).isEqualTo(upstreams.last().backend().name());
    assertThat(observed).containsExactly("attempted", "responded 200 after 500 ms");
    assertThat(upstreams.last().backend().active()).isZero();
  }

  @Test
  void passesInterimAnswersOn() {
    forward("GET");
    upstreams.last().accept(false);
    upstreams.last().listener().informed(new Response(103, hopByHop(), Body.empty()));
    upstreams.last().answer(200);
    assertThat(answers.told).containsExactly("inform 103 x-kept: 1", "respond 200 x-kept: 1");
  }

  @Test
  void asksForTheBackendByItsOwnNameIfToldTo() {
    forward(new Forwarder(pool, upstreams, LIMITS, HostPolicy.BACKEND), client("GET"));
    upstreams.last().accept(false);
    assertThat(exchange().request().authority()).isEqualTo(upstreams.last().backend().authority());
    assertThat(exchange().authority().text()).isEqualTo("www.example.com");
  }

  // ---- retries

  @Test
  void triesAnotherBackendWhenOneRefuses() {
    forward("POST");
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);

    assertThat(upstreams.asks).hasSize(2);
    assertThat(upstreams.last().backend()).isNotSameAs(upstreams.first().backend());
    assertThat(upstreams.last().choice()).isEqualTo(UpstreamChoice.ANY);
    assertThat(upstreams.first().backend().active()).isZero();
    upstreams.last().accept(false);
    upstreams.last().answer(204);
    assertThat(answers.told).containsExactly("respond 204 x-kept: 1");
    assertThat(observed)
        .containsExactly(
            "attempted", "failed connect-refused", "attempted", "responded 204 after 0 ms");
  }

  @Test
  void attemptsTwiceAtMost() {
    pool = pool("http://127.0.0.1:9001", "http://127.0.0.1:9002", "http://127.0.0.1:9003");
    forward("GET");
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    upstreams.last().fail(FailureReason.CONNECT_TIMEOUT, false);

    assertThat(upstreams.asks).hasSize(2);
    assertThat(answers.told).containsExactly("fail connect-timeout");
  }

  @Test
  void asksTheOnlyBackendOnceMoreAfterAMoment() {
    pool = pool("http://127.0.0.1:9001");
    forward("GET");
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(upstreams.asks).hasSize(1);
    assertThat(answers.told).isEmpty();

    loop.advance(Duration.ofMillis(30));
    assertThat(upstreams.asks).hasSize(2);
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(answers.told).containsExactly("fail connect-refused");
    assertThat(exchange().retryRefused()).isEqualTo("no-attempt-left");
  }

  @Test
  void failsWithoutAnAttemptWhenNoBackendIsKnown() {
    pool = pool("http://not-resolved.example");
    forward("GET");
    assertThat(upstreams.asks).isEmpty();
    assertThat(answers.told).containsExactly("fail dns-failed");
  }

  @Test
  void triesAFreshConnectionAfterAStaleOne() {
    forward("GET");
    upstreams.last().accept(true);
    upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);

    assertThat(upstreams.asks).hasSize(2);
    assertThat(upstreams.last().choice()).isEqualTo(UpstreamChoice.FRESH);
    assertThat(upstreams.last().backend()).isSameAs(upstreams.first().backend());
    upstreams.last().accept(false);
    upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    assertThat(upstreams.asks).as("a stale connection costs no attempt").hasSize(3);
    upstreams.last().accept(false);
    upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    assertThat(answers.told).containsExactly("fail backend-closed");
  }

  @Test
  void neverSendsAPostTwice() {
    forward("POST");
    upstreams.last().accept(true);
    upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    assertThat(upstreams.asks).hasSize(1);
    assertThat(answers.told).containsExactly("fail backend-closed");
  }

  @Test
  void sendsAPostOverAFreshConnectionIfNothingOfItWasSent() {
    forward("POST");
    upstreams.last().accept(true);
    upstreams.last().fail(FailureReason.BACKEND_RESET, false);
    assertThat(upstreams.last().choice()).isEqualTo(UpstreamChoice.FRESH);
    assertThat(answers.told).isEmpty();
  }

  @Test
  void sendsContentThatIsKeptAgainFromItsStart() {
    forward(client("PUT").body(new BufferBody(Unpooled.wrappedBuffer(new byte[7]))));
    upstreams.last().accept(true);
    upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    upstreams.last().accept(false);
    assertThat(upstreams.sent).containsExactly("PUT with 7 bytes", "PUT with 7 bytes");
  }

  @Test
  void doesNotRetryWhenTheContentIsGone() {
    forward(client("PUT").body(new FedBody(7, new UnwatchedFeed())));
    upstreams.last().accept(true);
    upstreams.last().fail(FailureReason.BACKEND_CLOSED, false);
    assertThat(upstreams.asks).hasSize(1);
    assertThat(answers.told).containsExactly("fail backend-closed");
  }

  @Test
  void retriesBeforeTheContentWasHandedOver() {
    forward(client("PUT").body(new FedBody(7, new UnwatchedFeed())));
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(upstreams.asks).hasSize(2);
  }

  // ---- time

  @Test
  void waitsForTheFirstByteFromTheEndOfTheRequest() {
    forward("GET");
    loop.advance(FIRST_BYTE.multipliedBy(2));
    upstreams.last().stream(false);
    loop.advance(FIRST_BYTE.multipliedBy(2));
    upstreams.last().listener().requestSent();
    loop.advance(FIRST_BYTE.minusMillis(100));
    assertThat(answers.told).isEmpty();

    loop.advance(Duration.ofMillis(200));
    assertThat(answers.told).containsExactly("fail first-byte-timeout");
    assertThat(upstreams.cancelled).isOne();
    assertThat(upstreams.asks).hasSize(1);
    assertThat(observed).endsWith("failed first-byte-timeout");
  }

  @Test
  void endsARequestThatTheBackendDoesNotRead() {
    forward("PUT");
    upstreams.last().stream(false);
    upstreams.last().listener().stalled(true);
    loop.advance(IDLE.minusSeconds(1));
    upstreams.last().listener().stalled(false);
    loop.advance(IDLE.plusSeconds(1));
    assertThat(answers.told).isEmpty();

    upstreams.last().listener().stalled(true);
    loop.advance(IDLE.plusSeconds(1));
    assertThat(answers.told).containsExactly("fail backend-stalled");
    assertThat(upstreams.cancelled).isOne();
  }

  @Test
  void cutsAnAnswerThatStandsStill() {
    FedBody content = answerWithContent();
    loop.advance(IDLE.minusMillis(100));
    assertThat(content.over()).isFalse();

    loop.advance(IDLE.dividedBy(4).plusMillis(200));
    assertThat(content.failure()).isEqualTo(Failure.of(FailureReason.BACKEND_IDLE));
    assertThat(upstreams.cancelled).isOne();
    assertThat(observed).endsWith("failed backend-idle");
    assertThat(answers.told).containsExactly("respond 200");
  }

  @Test
  void bearsWithAnAnswerThatMoves() {
    FedBody content = answerWithContent();
    for (int i = 0; i < 4; i++) {
      loop.advance(IDLE.minusSeconds(1));
      content.offer(Unpooled.wrappedBuffer(new byte[1]));
      Objects.requireNonNull(content.read()).release();
    }
    assertThat(content.over()).isFalse();
    assertThat(upstreams.cancelled).isZero();
  }

  @Test
  void doesNotBlameTheBackendForAClientThatReadsSlowly() {
    FedBody content = answerWithContent();
    content.offer(Unpooled.wrappedBuffer(new byte[1]));
    loop.advance(IDLE.multipliedBy(3));
    assertThat(content.over()).isFalse();
  }

  @Test
  void endsAnExchangeAfterItsTotalTimeWhileItWaits() {
    forward("GET");
    loop.advance(TOTAL.plusMillis(100));
    assertThat(answers.told).containsExactly("fail total-timeout");
    assertThat(upstreams.abandoned).isOne();
  }

  @Test
  void endsAnExchangeAfterItsTotalTimeWhileItIsAnswered() {
    FedBody content = answerWithContent();
    for (int i = 0; i < TOTAL.toSeconds(); i++) {
      content.offer(Unpooled.wrappedBuffer(new byte[1]));
      loop.advance(Duration.ofSeconds(1));
    }
    loop.advance(Duration.ofMillis(100));
    assertThat(aborted()).isEqualTo(FailureReason.TOTAL_TIMEOUT);
    assertThat(upstreams.cancelled).isOne();
  }

  @Test
  void endsAnExchangeAfterItsTotalTimeWhenOnlyASlowClientIsLeft() {
    FedBody content = answerWithContent();
    content.complete(null);
    loop.advance(TOTAL.plusMillis(100));
    assertThat(aborted()).isEqualTo(FailureReason.TOTAL_TIMEOUT);
  }

  @Test
  void endsAnExchangeAfterItsTotalTimeWhenTheAnswerWasCutBefore() {
    FedBody content = answerWithContent();
    loop.advance(IDLE.multipliedBy(2));
    assertThat(content.over()).as("cut, and the client has not read so far").isTrue();
    assertThat(aborted()).isNull();

    loop.advance(TOTAL);
    assertThat(aborted()).isEqualTo(FailureReason.TOTAL_TIMEOUT);
  }

  @Test
  void countsTheTotalTimeOverAllAttempts() {
    forward("GET");
    loop.advance(TOTAL.dividedBy(2));
    upstreams.last().fail(FailureReason.CONNECT_TIMEOUT, false);
    loop.advance(TOTAL.dividedBy(2).plusMillis(100));
    assertThat(answers.told).containsExactly("fail total-timeout");
  }

  @Test
  void waitsForEverWithoutLimits() {
    TimeoutSettings none =
        new TimeoutSettings(
            Duration.ofSeconds(3),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO);
    forward(new Forwarder(pool, upstreams, none, HostPolicy.REQUEST), client("GET"));
    upstreams.last().accept(false);
    upstreams.last().listener().stalled(true);
    loop.advance(Duration.ofHours(1));
    assertThat(answers.told).isEmpty();

    FedBody content = new FedBody(Body.UNKNOWN_LENGTH, new UnwatchedFeed());
    upstreams.last().listener().responded(new Response(200, new Headers(), content));
    loop.advance(Duration.ofHours(1));
    assertThat(content.over()).isFalse();
  }

  // ---- clients that leave

  @Test
  void stopsWaitingWhenTheClientLeaves() {
    forward("GET");
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(upstreams.abandoned).isOne();
    assertThat(upstreams.cancelled).isZero();
    assertThat(answers.told).isEmpty();
    assertThat(observed).as("not the backend's fault").containsExactly("attempted");
  }

  @Test
  void cancelsTheRequestWhenTheClientLeaves() {
    forward("GET");
    upstreams.last().accept(false);
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(upstreams.abandoned).isZero();
    assertThat(upstreams.cancelled).isOne();
    loop.advance(TOTAL.multipliedBy(2));
    assertThat(answers.told).isEmpty();
    assertThat(observed).containsExactly("attempted");
  }

  @Test
  void cancelsTheRetryWhenTheClientLeaves() {
    forward("GET");
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(upstreams.abandoned).isOne();
  }

  @Test
  void doesNotRetryForAClientThatLeft() {
    forward("GET");
    AskedUpstreams.Ask asked = upstreams.last();
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    asked.fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(upstreams.asks).hasSize(1);
    assertThat(answers.told).isEmpty();
  }

  @Test
  void tellsTheObserverOfAnAnswerThatBrokeOff() {
    FedBody content = answerWithContent();
    Failure reset = Failure.of(FailureReason.BACKEND_RESET);
    content.fail(reset);
    exchange().cut(reset);
    assertThat(observed)
        .containsExactly("attempted", "responded 200 after 0 ms", "failed backend-reset");
  }

  private FedBody answerWithContent() {
    forward("GET");
    upstreams.last().accept(false);
    FedBody content = new FedBody(Body.UNKNOWN_LENGTH, new UnwatchedFeed());
    upstreams.last().listener().responded(new Response(200, new Headers(), content));
    loop.advance(Duration.ofMillis(10)); // for which an answer of unknown length is held
    return content;
  }

  private BackendPool pool(String... urls) {
    List<BackendSettings> backends = new ArrayList<>();
    for (String url : urls) {
      backends.add(BackendSettings.parse(url));
    }
    return new BackendPool(
        new PoolSettings("app", backends), backend -> new RecordedBackend(observed));
  }

  private TestExchange client(String method) {
    return TestExchange.of(method, "/").loop(loop);
  }

  private void forward(String method) {
    forward(client(method));
  }

  private void forward(TestExchange from) {
    forward(new Forwarder(pool, upstreams, LIMITS, HostPolicy.REQUEST), from);
  }

  private void forward(Forwarder forwarder, TestExchange from) {
    client = from;
    Exchange begun = from.exchange();
    exchange = begun;
    forwarder.handle(begun, answers);
  }

  private Exchange exchange() {
    return Objects.requireNonNull(exchange, "nothing forwarded");
  }

  /** Why the client's stream was aborted; null if it was not. */
  private @Nullable FailureReason aborted() {
    Failure failure = Objects.requireNonNull(client, "nothing forwarded").stream().aborted();
    return failure == null ? null : failure.reason();
  }

  private static Headers hopByHop() {
    return new Headers().add("keep-alive", "timeout=5").add("x-kept", "1");
  }
}
