package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What follows when one attempt is not enough: statuses, deadlines of a try, budgets, hedges. */
final class RetriesTest {
  private static final Duration FIRST_BYTE = Duration.ofSeconds(10);
  private static final Duration TOTAL = Duration.ofSeconds(90);
  private static final Duration PER_TRY = Duration.ofSeconds(2);
  private static final String EVERYTHING =
      "connect reset first-byte-timeout invalid-answer 502 503";
  private static final Percentage ALL = Percentage.of(100);

  private final ManualLoop loop = new ManualLoop();
  private final AskedUpstreams upstreams = new AskedUpstreams();
  private final Answers answers = new Answers();
  private final List<String> noted = new ArrayList<>();
  private final Body upload = new FedBody(7, new UnwatchedFeed());
  private BackendPool pool = pool(3);
  private Duration total = TOTAL;
  private @Nullable Exchange exchange;

  @AfterEach
  void leavesNothingBehind() {
    Response answer = answers.response;
    if (answer != null) {
      answer.body().discard();
    }
    upload.discard();
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    loop.advance(Duration.ofSeconds(3));
    assertThat(pool.backends()).allSatisfy(backend -> assertThat(backend.active()).isZero());
    assertThat(loop.deadlines().size()).isZero();
  }

  // ---- statuses

  @Test
  void anAnswerWithANamedStatusIsDroppedForThatOfAnotherBackend() {
    forward("GET", retries(1, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().answer(502);

    assertThat(upstreams.asks).hasSize(2);
    assertThat(upstreams.last().backend()).isNotSameAs(upstreams.first().backend());
    upstreams.last().accept(false);
    upstreams.last().answer(200);
    assertThat(answers.told).containsExactly("respond 200 x-kept: 1");
    assertThat(exchange().attempts()).isEqualTo(2);
    assertThat(noted).containsExactly("status: another-backend");
  }

  @Test
  void theAnswerAtHandIsPassedOnWhenNoAttemptIsLeft() {
    forward("GET", retries(1, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().answer(502);
    upstreams.last().accept(false);
    upstreams.last().answer(502);
    assertThat(answers.told).containsExactly("respond 502 x-kept: 1");
    assertThat(exchange().retryRefused()).isEqualTo("no-attempt-left");
    assertThat(noted).containsExactly("status: another-backend", "status: no-attempt-left");
  }

  @Test
  void aPostIsAnsweredWithWhateverStatusItGets() {
    forward("POST", retries(3, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().answer(503);
    assertThat(upstreams.asks).hasSize(1);
    assertThat(answers.told).containsExactly("respond 503 x-kept: 1");
    assertThat(noted).containsExactly("status: not-idempotent");
  }

  @Test
  void statusesThatAreNotNamedAreNoQuestion() {
    forward("GET", retries(1, "connect reset"));
    upstreams.last().accept(false);
    upstreams.last().answer(503);
    assertThat(answers.told).containsExactly("respond 503 x-kept: 1");
    assertThat(exchange().retryRefused()).isNull();
    assertThat(noted).isEmpty();
  }

  @Test
  void aShortErrorPageIsReadToItsEndSoThatItsConnectionServesOn() {
    FedBody page = droppedPage(5);
    assertThat(page.over()).isFalse();
    page.offer(Unpooled.wrappedBuffer(new byte[5]));
    assertThat(page.buffered()).as("read by nobody").isZero();
    page.complete(null);
    assertThat(loop.deadlines().size()).as("the exchange alone").isOne();
  }

  @Test
  void anErrorPageThatIsLongOrLateEndsItsConnection() {
    Abandoned feed = new Abandoned();
    dropPage(new FedBody(1 << 20, feed));
    assertThat(feed.abandoned).isTrue();

    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    Abandoned late = new Abandoned();
    dropPage(new FedBody(5, late));
    assertThat(late.abandoned).isFalse();
    loop.advance(Duration.ofSeconds(2));
    assertThat(late.abandoned).isTrue();
  }

  @Test
  void aBackendWithTooMuchToDoIsFollowedByAPause() {
    forward("GET", retries(1, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().answer(503);
    assertThat(upstreams.asks).hasSize(1);
    loop.advance(Duration.ofMillis(30));
    assertThat(upstreams.asks).hasSize(2);
  }

  @Test
  void theOnlyBackendIsNotAskedAgainBeforeItWants() {
    pool = pool(1);
    forward("GET", retries(1, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().listener().responded(unavailable("30"));
    assertThat(answers.response().status()).isEqualTo(503);
    assertThat(exchange().retryRefused()).isEqualTo("asked-to-wait");

    exchange().sent();
    answers.told.clear();
    forward("GET", retries(1, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().listener().responded(unavailable("1"));
    loop.advance(Duration.ofMillis(900));
    assertThat(upstreams.asks).hasSize(2);
    loop.advance(Duration.ofMillis(200));
    assertThat(upstreams.asks).hasSize(3);
  }

  @Test
  void nothingFollowsWhenTheClientLeavesDuringThePause() {
    forward("GET", retries(1, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().answer(503);
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    loop.advance(Duration.ofSeconds(1));
    assertThat(upstreams.asks).hasSize(1);
    assertThat(answers.told).isEmpty();
  }

  // ---- resets

  @Test
  void aGetThatANewConnectionLosesIsAnsweredByAnotherBackend() {
    forward("GET", retries(1, "reset"));
    upstreams.last().accept(false);
    upstreams.last().fail(FailureReason.BACKEND_RESET, true);
    upstreams.last().accept(false);
    upstreams.last().answer(200);
    assertThat(answers.told).containsExactly("respond 200 x-kept: 1");
    assertThat(noted).containsExactly("reset: another-backend");
  }

  @Test
  void contentThatIsKeptGoesToTheOtherBackendAsWell() {
    forward(client("PUT").body(new BufferBody(Unpooled.wrappedBuffer(new byte[7]))), one("reset"));
    upstreams.last().accept(false);
    upstreams.last().fail(FailureReason.BACKEND_INCOMPLETE, true);
    upstreams.last().accept(false);
    assertThat(upstreams.sent).containsExactly("PUT with 7 bytes", "PUT with 7 bytes");
  }

  @Test
  void contentThatWasPassedOnIsGone() {
    forward(client("PUT").body(upload), one("reset"));
    upstreams.last().accept(false);
    upstreams.last().fail(FailureReason.BACKEND_RESET, true);
    assertThat(answers.told).containsExactly("fail backend-reset");
    assertThat(exchange().retryRefused()).isEqualTo("content-gone");
  }

  @Test
  void aPostThatMayHaveArrivedIsDeliveredOnce() {
    forward("POST", retries(3, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().fail(FailureReason.BACKEND_RESET, true);
    assertThat(upstreams.sent).hasSize(1);
    assertThat(answers.told).containsExactly("fail backend-reset");
    assertThat(exchange().retryRefused()).isEqualTo("not-idempotent");
  }

  @Test
  void theLastFailureIsTheAnswer() {
    forward("GET", retries(2, EVERYTHING));
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    upstreams.last().accept(false);
    upstreams.last().fail(FailureReason.BACKEND_RESET, true);
    upstreams.last().fail(FailureReason.CONNECT_TIMEOUT, false);
    assertThat(answers.told).containsExactly("fail connect-timeout");
    assertThat(upstreams.asks.stream().map(AskedUpstreams.Ask::backend).distinct()).hasSize(3);
  }

  @Test
  void allBackendsAreTriedBeforeOneIsTriedAgain() {
    pool = pool(2);
    forward("GET", retries(3, EVERYTHING));
    for (int i = 0; i < 3; i++) {
      upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    }
    assertThat(upstreams.asks).hasSize(4);
    for (int i = 1; i < 4; i++) {
      assertThat(upstreams.asks.get(i).backend()).isNotSameAs(upstreams.asks.get(i - 1).backend());
    }
  }

  // ---- deadlines

  @Test
  void aTryThatTakesTooLongMakesRoomForAnother() {
    forward("GET", perTry());
    upstreams.last().accept(false);
    loop.advance(PER_TRY.minusMillis(100));
    assertThat(upstreams.asks).hasSize(1);
    loop.advance(Duration.ofMillis(200));
    assertThat(upstreams.asks).hasSize(2);
    assertThat(upstreams.cancelled).as("the backend is told").isOne();
    upstreams.last().accept(false);
    upstreams.last().answer(200);
    assertThat(answers.told).containsExactly("respond 200 x-kept: 1");
  }

  @Test
  void aTryWhosePlaceNothingMayTakeGoesOn() {
    forward("POST", perTry());
    upstreams.last().accept(false);
    loop.advance(PER_TRY.multipliedBy(2));
    assertThat(upstreams.asks).hasSize(1);
    assertThat(upstreams.cancelled).isZero();
    loop.advance(FIRST_BYTE.minus(PER_TRY.multipliedBy(2)).plusMillis(100));
    assertThat(answers.told).containsExactly("fail first-byte-timeout");
    assertThat(noted)
        .containsExactly("try-timeout: not-idempotent", "first-byte-timeout: not-idempotent");
  }

  @Test
  void aTryThatGetsNoConnectionMakesRoomEvenForAPost() {
    forward("POST", perTry());
    loop.advance(PER_TRY.plusMillis(100));
    assertThat(upstreams.abandoned).isOne();
    assertThat(upstreams.asks).hasSize(2);
  }

  @Test
  void aSilentBackendIsFollowedByAnotherWhereThatIsNamed() {
    forward("GET", one("first-byte-timeout"));
    upstreams.last().accept(false);
    loop.advance(FIRST_BYTE.plusMillis(100));
    assertThat(upstreams.asks).hasSize(2);
    upstreams.last().accept(false);
    loop.advance(FIRST_BYTE.plusMillis(100));
    assertThat(answers.told).containsExactly("fail first-byte-timeout");
  }

  @Test
  void noAttemptOutlivesTheTotalTime() {
    total = Duration.ofSeconds(3);
    forward("GET", perTry());
    upstreams.last().accept(false);
    loop.advance(PER_TRY.plusMillis(100));
    upstreams.last().accept(false);
    loop.advance(Duration.ofSeconds(1));
    assertThat(answers.told).containsExactly("fail total-timeout");
    assertThat(upstreams.cancelled).isEqualTo(2);
  }

  @Test
  void noAttemptBeginsWhenThePauseWouldTakeTheRestOfTheTime() {
    pool = pool(1);
    total = Duration.ofSeconds(1);
    forward("GET", retries(1, EVERYTHING));
    upstreams.last().accept(false);
    loop.advance(Duration.ofMillis(500));
    upstreams.last().listener().responded(unavailable("1"));
    assertThat(answers.response().status()).isEqualTo(503);
    assertThat(exchange().retryRefused()).isEqualTo("no-time");
  }

  @Test
  void aCallKeepsItsDeadlineOverAllAttempts() {
    TestExchange call =
        client("POST")
            .version(HttpVersion.HTTP_2)
            .header("content-type", "application/grpc")
            .header("grpc-timeout", "1S")
            .body(upload);
    forward(call, retries(3, EVERYTHING));
    loop.advance(Duration.ofMillis(700));
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    loop.advance(Duration.ofMillis(600));
    assertThat(upstreams.asks).hasSize(2);
    assertThat(answers.told).containsExactly("fail deadline-exceeded");
  }

  // ---- the budget

  @Test
  void failuresAreTheAnswerWhenTheBudgetIsEmpty() {
    forward("GET", new Retries(settings(1, "connect 502", Percentage.of(0), 0), notes()));
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(answers.told).containsExactly("fail connect-refused");
    assertThat(exchange().retryRefused()).isEqualTo("no-budget");
  }

  @Test
  void answersAreTheAnswerWhenTheBudgetIsEmpty() {
    forward("GET", new Retries(settings(1, "connect 502", Percentage.of(0), 0), notes()));
    upstreams.last().accept(false);
    upstreams.last().answer(502);
    assertThat(answers.told).containsExactly("respond 502 x-kept: 1");
  }

  // ---- hedges

  @Test
  void aSlowAttemptGetsOneBesideItAndTheFirstAnswerWins() {
    Retries retries = hedged(ALL);
    forward("GET", retries);
    upstreams.last().accept(false);
    loop.advance(Duration.ofMillis(90));
    assertThat(upstreams.asks).hasSize(1);
    loop.advance(Duration.ofMillis(30));
    assertThat(upstreams.asks).hasSize(2);
    assertThat(upstreams.cancelled).isZero();

    upstreams.last().accept(false);
    upstreams.last().answer(200);
    assertThat(answers.told).containsExactly("respond 200 x-kept: 1");
    assertThat(upstreams.cancelled).as("the loser's backend is told").isOne();
    assertThat(exchange().backend()).isEqualTo(upstreams.last().backend().name());
    assertThat(upstreams.first().backend().active()).isZero();
    assertThat(noted).containsExactly("hedge: sent", "hedge: won");
    upstreams.first().fail(FailureReason.BACKEND_RESET, true);
    assertThat(answers.told).as("the loser is not heard").hasSize(1);
  }

  @Test
  void theFirstAttemptMayStillWin() {
    hedge();
    upstreams.last().accept(false);
    upstreams.first().answer(200);
    assertThat(answers.told).containsExactly("respond 200 x-kept: 1");
    assertThat(upstreams.cancelled).isOne();
    assertThat(exchange().backend()).isEqualTo(upstreams.first().backend().name());
    assertThat(noted).containsExactly("hedge: sent");
  }

  @Test
  void oneOfTwoMayFailWithoutAnybodyNoticing() {
    hedge();
    upstreams.first().fail(FailureReason.BACKEND_RESET, true);
    assertThat(answers.told).isEmpty();
    upstreams.last().accept(false);
    upstreams.last().answer(200);
    assertThat(answers.told).containsExactly("respond 200 x-kept: 1");
    assertThat(upstreams.asks).hasSize(2);
  }

  @Test
  void whenBothFailARetryFollows() {
    hedge();
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    upstreams.first().fail(FailureReason.BACKEND_RESET, true);
    assertThat(upstreams.asks).hasSize(3);
    assertThat(upstreams.asks.stream().map(AskedUpstreams.Ask::backend).distinct()).hasSize(3);
  }

  @Test
  void anAnswerToBeTriedAgainAfterDoesNotWin() {
    hedge();
    upstreams.last().accept(false);
    upstreams.last().answer(503);
    assertThat(answers.told).isEmpty();
    upstreams.first().answer(200);
    assertThat(answers.told).containsExactly("respond 200 x-kept: 1");
  }

  @Test
  void interimAnswersAreHeardOnce() {
    hedge();
    upstreams.last().accept(false);
    upstreams.last().listener().informed(new Response(103, new Headers(), Body.empty()));
    upstreams.first().listener().informed(new Response(103, new Headers(), Body.empty()));
    assertThat(answers.told).containsExactly("inform 103");
  }

  @Test
  void bothAreCancelledWhenTheClientLeaves() {
    hedge();
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(upstreams.cancelled).isOne();
    assertThat(upstreams.abandoned).isOne();
    assertThat(answers.told).isEmpty();
  }

  @Test
  void bothEndWithTheTotalTime() {
    total = Duration.ofSeconds(1);
    hedge();
    upstreams.last().accept(false);
    loop.advance(Duration.ofSeconds(1));
    assertThat(answers.told).containsExactly("fail total-timeout");
    assertThat(upstreams.cancelled).isEqualTo(2);
  }

  @Test
  void postsAndStreamsAreNotHedged() {
    forward("POST", hedged(ALL));
    upstreams.last().accept(false);
    loop.advance(Duration.ofSeconds(1));
    assertThat(upstreams.asks).hasSize(1);
    upstreams.last().answer(200);
    exchange().sent();

    forward(client("PUT").body(upload), hedged(ALL));
    upstreams.last().accept(false);
    loop.advance(Duration.ofSeconds(1));
    assertThat(upstreams.asks).hasSize(2);
    assertThat(noted).isEmpty();
  }

  @Test
  void hedgesTakeFromTheBudget() {
    forward("GET", hedged(Percentage.of(0)));
    upstreams.last().accept(false);
    loop.advance(Duration.ofSeconds(1));
    assertThat(upstreams.asks).hasSize(1);
    assertThat(noted).containsExactly("hedge: no-budget");
  }

  @Test
  void aPoolOfOneHasNothingToHedgeWith() {
    pool = pool(1);
    forward("GET", hedged(ALL));
    upstreams.last().accept(false);
    loop.advance(Duration.ofSeconds(1));
    assertThat(noted).containsExactly("hedge: no-backend");
  }

  @Test
  void nothingIsHedgedBeforeItIsKnownWhatIsSlow() {
    Retries retries = new Retries(hedging(ALL), notes());
    forward("GET", retries);
    upstreams.last().accept(false);
    loop.advance(Duration.ofSeconds(5));
    assertThat(upstreams.asks).hasSize(1);
  }

  // ---- the rig

  private void hedge() {
    forward("GET", hedged(ALL));
    upstreams.last().accept(false);
    loop.advance(Duration.ofMillis(120));
    assertThat(upstreams.asks).hasSize(2);
  }

  /** Retries of a route whose answers have taken 100 ms so far. */
  private Retries hedged(Percentage budget) {
    Retries retries = new Retries(hedging(budget), notes());
    HeadTimes times = Objects.requireNonNull(retries.times());
    for (int i = 0; i < 64; i++) {
      times.record(100_000_000);
    }
    for (int i = 0; i < 8; i++) {
      retries.begin(loop.clock().nanos());
    }
    return retries;
  }

  private static RetrySettings hedging(Percentage budget) {
    HedgeSettings hedge = new HedgeSettings(Percentage.of(95), Duration.ofMillis(10));
    return new RetrySettings(1, on(EVERYTHING), budget, 0, Duration.ZERO, new ByteSize(0), hedge);
  }

  private Retries perTry() {
    return new Retries(
        new RetrySettings(1, on("connect"), ALL, 3, PER_TRY, new ByteSize(0), null), notes());
  }

  private Retries one(String on) {
    return retries(1, on);
  }

  private Retries retries(int attempts, String on) {
    return new Retries(settings(attempts, on, Percentage.of(20), 3), notes());
  }

  private static RetrySettings settings(int attempts, String on, Percentage budget, int floor) {
    return new RetrySettings(attempts, on(on), budget, floor, Duration.ZERO, new ByteSize(0), null);
  }

  private static List<RetryCondition> on(String conditions) {
    return Arrays.stream(conditions.split(" ", -1)).map(RetryCondition::parse).toList();
  }

  private RetryObserver notes() {
    return new RetryObserver() {
      @Override
      public void decided(int number, RetryCause why, RetryDecision outcome) {
        noted.add(why.code() + ": " + outcome.code());
      }

      @Override
      public void hedged(int number, Hedging what) {
        noted.add("hedge: " + what.code());
      }
    };
  }

  private FedBody droppedPage(long length) {
    FedBody page = new FedBody(length, new UnwatchedFeed());
    dropPage(page);
    return page;
  }

  private void dropPage(FedBody page) {
    forward("GET", retries(1, EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().listener().responded(new Response(502, new Headers(), page));
  }

  private static Response unavailable(String retryAfter) {
    Headers headers = new Headers().add(HeaderNames.RETRY_AFTER, retryAfter);
    return new Response(503, headers, Body.empty());
  }

  private static BackendPool pool(int backends) {
    List<BackendSettings> settings = new ArrayList<>();
    for (int i = 1; i <= backends; i++) {
      settings.add(BackendSettings.parse("http://127.0.0.1:" + (9000 + i)));
    }
    return new BackendPool(new PoolSettings("app", settings), backend -> BackendObserver.NONE);
  }

  private TestExchange client(String method) {
    return TestExchange.of(method, "/").loop(loop);
  }

  private void forward(String method, Retries retries) {
    forward(client(method), retries);
  }

  private void forward(TestExchange from, Retries retries) {
    TimeoutSettings limits =
        new TimeoutSettings(
            Duration.ofSeconds(3), FIRST_BYTE, TOTAL, TOTAL, total, Duration.ofMinutes(1));
    Exchange begun = from.exchange();
    exchange = begun;
    new Forwarder(pool, upstreams, limits, HostPolicy.REQUEST, retries).handle(begun, answers);
  }

  private Exchange exchange() {
    return Objects.requireNonNull(exchange, "nothing forwarded");
  }

  /** A source that notes that nobody wants the rest. */
  private static final class Abandoned implements FedBody.Feed {
    private boolean abandoned;

    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {
      abandoned = true;
    }
  }
}
