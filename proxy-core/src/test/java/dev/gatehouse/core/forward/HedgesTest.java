package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A second attempt beside a slow first one. */
final class HedgesTest extends RetryRig {
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
}
