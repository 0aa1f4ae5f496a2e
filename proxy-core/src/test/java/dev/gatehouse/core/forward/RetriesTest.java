package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What follows when one attempt is not enough: statuses, resets, deadlines of a try, budgets. */
final class RetriesTest extends RetryRig {
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

  private Retries perTry() {
    return new Retries(
        new RetrySettings(1, on("connect"), ALL, 3, PER_TRY, new ByteSize(0), null), notes());
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
