package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.exchange.Trail;
import dev.gatehouse.core.exchange.Try;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.TraceParent;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is told afterwards of the attempts of an exchange. */
final class TrailTest extends RetryRig {
  private static final Duration STEP = Duration.ofMillis(7);
  private static final long NANOS = STEP.toNanos();

  private List<Try> tries() {
    return trail().tries();
  }

  private Trail trail() {
    return Objects.requireNonNull(exchange().trail(), "nothing is told");
  }

  private long since(long moment) {
    return moment - exchange().moment(Mark.HEAD);
  }

  @Test
  void anOrdinaryExchangeHasNothingToTell() {
    forward("GET", one(EVERYTHING));
    upstreams.last().accept(true);
    upstreams.last().answer(200);
    assertThat(exchange().trail()).isNull();
  }

  @Test
  void aFailedAttemptIsToldOfWithTheOneThatFollows() {
    forward("GET", one(EVERYTHING));
    loop.advance(STEP);
    upstreams.last().accept(false);
    loop.advance(STEP);
    upstreams.last().fail(FailureReason.BACKEND_RESET, true);
    loop.advance(STEP);
    upstreams.last().accept(false);
    loop.advance(STEP);
    upstreams.last().answer(200);

    Try first = tries().getFirst();
    assertThat(first.backend()).isEqualTo(upstreams.first().backend().name());
    assertThat(first.pool()).isEqualTo("app");
    assertThat(first.failure()).isEqualTo(FailureReason.BACKEND_RESET);
    assertThat(since(first.begunAt())).isZero();
    assertThat(since(first.acquiredAt())).isEqualTo(NANOS);
    assertThat(since(first.sentAt())).isEqualTo(NANOS);
    assertThat(since(first.endAt())).isEqualTo(2 * NANOS);
    assertThat(first.headAt()).isZero();
    Try second = tries().getLast();
    assertThat(second.backend()).isEqualTo(exchange().backend());
    assertThat(since(second.begunAt())).isEqualTo(2 * NANOS);
    assertThat(since(second.acquiredAt())).isEqualTo(3 * NANOS);
    assertThat(since(second.headAt())).isEqualTo(4 * NANOS);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.endAt()).as("it is the one that answers").isZero();
    assertThat(tries()).hasSize(2);
  }

  @Test
  void anAnswerThatIsDroppedIsToldOf() {
    forward("GET", one(EVERYTHING));
    upstreams.last().accept(false);
    loop.advance(STEP);
    upstreams.last().answer(503);
    loop.advance(Duration.ofSeconds(1)); // there is a pause before the next
    upstreams.last().accept(false);
    upstreams.last().answer(200);

    assertThat(tries()).extracting(Try::status).containsExactly(503, 200);
    assertThat(since(tries().getFirst().headAt())).isEqualTo(NANOS);
    assertThat(since(tries().getFirst().endAt())).isEqualTo(NANOS);
    assertThat(tries().getFirst().failure()).isNull();
  }

  @Test
  void ofTwoSideBySideTheLoserIsToldOf() {
    Retries retries = hedged();
    forward("GET", retries);
    upstreams.last().accept(false);
    loop.advance(Duration.ofMillis(120));
    upstreams.last().accept(false);
    loop.advance(STEP);
    upstreams.last().answer(200);

    Try slow = tries().getFirst();
    Try quick = tries().getLast();
    assertThat(slow.isLost()).isTrue();
    assertThat(slow.hedge()).isFalse();
    assertThat(since(slow.begunAt())).isZero();
    assertThat(slow.endAt()).isEqualTo(quick.headAt());
    assertThat(quick.hedge()).isTrue();
    assertThat(quick.acquiredAt()).isEqualTo(quick.headAt() - NANOS);
    assertThat(quick.status()).isEqualTo(200);
    assertThat(tries()).hasSize(2);
  }

  @Test
  void aTimeoutIsToldOf() {
    forward("GET", one("connect"));
    upstreams.last().accept(false);
    loop.advance(FIRST_BYTE.plusSeconds(1));
    assertThat(tries()).extracting(Try::failure).containsExactly(FailureReason.FIRST_BYTE_TIMEOUT);
    assertThat(since(tries().getFirst().endAt())).isGreaterThanOrEqualTo(FIRST_BYTE.toNanos());
  }

  @Test
  void aClientThatLeavesWhileItIsAnsweredLeavesWhatIsKnown() {
    forward("GET", one(EVERYTHING));
    upstreams.last().accept(false);
    loop.advance(STEP);
    upstreams.last().answer(200);
    loop.advance(STEP);
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    Try only = tries().getFirst();
    assertThat(only.status()).isEqualTo(200);
    assertThat(since(only.headAt())).isEqualTo(NANOS);
    assertThat(since(only.endAt())).isEqualTo(2 * NANOS);
    assertThat(only.failure()).isEqualTo(FailureReason.CLIENT_GONE);
  }

  @Test
  void aConnectionThatWasDialledIsToldOf() {
    forward("GET", one(EVERYTHING));
    loop.advance(STEP);
    upstreams.last().listener().connected(5_000_000);
    upstreams.last().accept(false);
    upstreams.last().answer(200);
    Try only = tries().getFirst();
    assertThat(only.connecting()).isEqualTo(5_000_000);
    assertThat(since(only.acquiredAt())).isEqualTo(NANOS);
    assertThat(only.status()).isEqualTo(200);
  }

  @Test
  void whyARequestIsNotTriedAgainIsToldOf() {
    forward("POST", one(EVERYTHING));
    upstreams.last().accept(false);
    upstreams.last().fail(FailureReason.BACKEND_RESET, true);
    assertThat(trail().retryRefused()).isEqualTo("not-idempotent");
  }

  @Test
  void waitingForTheClientAddsUp() {
    forward("GET", one(EVERYTHING));
    long now = loop.clock().nanos();
    Trail trail = exchange().noted();
    trail.stalled(true, now);
    trail.stalled(true, now + 10);
    trail.stalled(false, now + 15);
    trail.stalled(false, now + 100);
    assertThat(trail.stalled()).isEqualTo(15);
    trail.stalled(true, now);
    loop.advance(STEP);
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(trail.stalled()).as("until the end at the latest").isEqualTo(15 + NANOS);
  }

  @Test
  void everyAttemptOfASampledExchangeIsASpanThatTheBackendIsToldOf() {
    TraceParent own = new TraceParent(1, 2, 3, true);
    Trace trace = new Trace(own, 0, "");
    TestExchange client = client("GET").header(HeaderNames.TRACEPARENT, own.text());
    forwardTraced(client, trace);
    upstreams.last().accept(false);
    Try first = tries().getFirst();
    assertThat(first.span()).isNotIn(0L, 3L);
    assertThat(traceparent()).isEqualTo(own.child(first.span()).text());
    upstreams.last().fail(FailureReason.BACKEND_RESET, true);
    upstreams.last().accept(false);
    assertThat(traceparent()).isEqualTo(own.child(tries().getLast().span()).text());
    assertThat(tries().getLast().span()).isNotEqualTo(first.span());
    upstreams.last().answer(200);
  }

  @Test
  void anExchangeThatIsNotSampledIsToldOfByItsOwnSpan() {
    TraceParent own = new TraceParent(1, 2, 3, false);
    forwardTraced(client("GET").header(HeaderNames.TRACEPARENT, own.text()), new Trace(own, 0, ""));
    upstreams.last().accept(false);
    upstreams.last().answer(200);
    assertThat(traceparent()).isEqualTo(own.text());
    assertThat(tries()).isEmpty();
  }

  private String traceparent() {
    return String.valueOf(exchange().request().headers().get(HeaderNames.TRACEPARENT));
  }

  private void forwardTraced(TestExchange client, Trace trace) {
    forward(client, one(EVERYTHING), begun -> begun.noted().trace(trace));
  }

  /** Retries of a route whose answers have taken 100 ms so far. */
  private Retries hedged() {
    HedgeSettings hedge = new HedgeSettings(Percentage.of(95), Duration.ofMillis(10));
    Retries retries =
        new Retries(
            new RetrySettings(1, on(EVERYTHING), ALL, 0, Duration.ZERO, new ByteSize(0), hedge),
            notes());
    HeadTimes times = Objects.requireNonNull(retries.times());
    for (int i = 0; i < 64; i++) {
      times.record(100_000_000);
    }
    for (int i = 0; i < 8; i++) {
      retries.begin(loop.clock().nanos());
    }
    return retries;
  }
}
