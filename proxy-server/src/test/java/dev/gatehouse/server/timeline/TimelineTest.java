package dev.gatehouse.server.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TimelineTest {
  private static final Duration SLOW = Duration.ofMillis(100);
  private static final Duration QUICK = Duration.ofMillis(99);

  private final ManualLoop first = new ManualLoop(0);
  private final ManualLoop second = new ManualLoop(1);
  private final Timeline timeline = new Timeline(new TimelineSettings(20, SLOW), 2);

  private Exchange begin(ManualLoop loop, String target) {
    Exchange exchange = TestExchange.get(target).loop(loop).exchange();
    exchange.routed("shop", timeline);
    return exchange;
  }

  private void serve(ManualLoop loop, String target, Duration time, int status) {
    Exchange exchange = begin(loop, target);
    exchange.status(status);
    loop.advance(time);
    exchange.sent();
  }

  private void fail(FailureReason reason) {
    Exchange exchange = begin(first, "/failed");
    exchange.failed(Failure.of(reason, "why"));
    exchange.status(reason.status());
    exchange.sent();
  }

  private List<Journey> all() {
    return timeline.find(journey -> true, 1000);
  }

  @Test
  void whatIsQuickAndGoesWellIsNotKept() {
    serve(first, "/a", QUICK, 200);
    serve(first, "/a", Duration.ZERO, 404);
    assertThat(all()).isEmpty();
  }

  @Test
  void whatTakesLongIsKeptWithAllThatIsKnown() {
    Exchange exchange = begin(second, "/a?token=hunter2&x");
    exchange.status(200);
    exchange.attempt("app", "http://a:1");
    second.advance(Duration.ofMillis(3));
    exchange.mark(Mark.ACQUIRE);
    exchange.mark(Mark.ACQUIRED);
    exchange.mark(Mark.REQUEST_SENT);
    second.advance(Duration.ofMillis(90));
    exchange.mark(Mark.RESPONSE_HEAD);
    exchange.mark(Mark.ANSWER);
    exchange.addResponseBytes(17);
    second.advance(Duration.ofMillis(7));
    long ended = second.clock().epochMillis();
    exchange.sent();

    Journey journey = all().getFirst();
    assertThat(journey.kind()).isEqualTo(Kind.SLOW);
    assertThat(journey.id()).isEqualTo("test-1");
    assertThat(journey.headMillis()).isEqualTo(ended - 100);
    assertThat(journey.endMillis()).isEqualTo(ended);
    assertThat(journey.asked().target()).isEqualTo("/a?token=***&***");
    assertThat(journey.ended().route()).isEqualTo("shop");
    assertThat(journey.ended().responseBytes()).isEqualTo(17);
    assertThat(journey.tries()).extracting(Attempted::backend).containsExactly("http://a:1");
    assertThat(Phases.of(journey))
        .extracting(phase -> phase.name().code() + " " + phase.took())
        .containsExactly("request 3000", "backend 90000", "answer 7000");
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureReason.class,
      names = {"CONNECT_REFUSED", "OVERLOADED_MEMORY", "NO_BACKEND", "INTERNAL", "BACKEND_RESET"})
  void whatTheProxyOrABackendDidIsAFailure(FailureReason reason) {
    fail(reason);
    assertThat(all()).extracting(Journey::kind).containsExactly(Kind.FAILED);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureReason.class,
      names = {"NO_ROUTE", "BAD_HOST", "CLIENT_GONE", "BODY_TOO_LARGE", "ONLY_IF_CACHED"})
  void whatTheClientDidIsARefusal(FailureReason reason) {
    fail(reason);
    assertThat(all()).extracting(Journey::kind).containsExactly(Kind.REFUSED);
  }

  @Test
  void aClientThatLeftAfterALongTimeIsSlowRequestsWork() {
    Exchange exchange = begin(first, "/a");
    first.advance(SLOW);
    exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(all()).extracting(Journey::kind).containsExactly(Kind.SLOW);
  }

  @Test
  void anErrorThatABackendAnsweredIsAFailure() {
    serve(first, "/a", Duration.ZERO, 500);
    assertThat(all()).extracting(Journey::kind).containsExactly(Kind.FAILED);
  }

  @Test
  void whatLastsByItsNatureIsSlowOnlyIfItsAnswerIs() {
    Exchange stream = begin(first, "/events");
    stream.status(200);
    stream.answerLasts();
    stream.mark(Mark.ANSWER);
    first.advance(Duration.ofHours(1));
    stream.sent();
    assertThat(all()).isEmpty();

    Exchange late = begin(first, "/events");
    late.answerLasts();
    first.advance(SLOW);
    late.status(200);
    late.mark(Mark.ANSWER);
    late.sent();
    assertThat(all()).hasSize(1);
  }

  @Test
  void theLatestOfEachKindStay() {
    for (int i = 0; i < 30; i++) {
      serve(first, "/" + i, SLOW, 200);
      second.advance(SLOW);
    }
    serve(second, "/last", SLOW, 200);
    fail(FailureReason.BAD_HOST);
    assertThat(timeline.find(journey -> journey.kind() == Kind.SLOW, 1000))
        .extracting(journey -> journey.asked().target())
        .hasSize(11)
        .startsWith("/last", "/29", "/28")
        .endsWith("/20");
    assertThat(all()).hasSize(12);
    assertThat(timeline.find(journey -> true, 3)).hasSize(3);
  }

  @Test
  void aStormIsCountedAndDoesNotDriveOutWhatWasThereBefore() {
    Timeline large = new Timeline(new TimelineSettings(1000, SLOW), 1);
    for (int second = 0; second < 2; second++) {
      for (int i = 0; i < 500; i++) {
        Exchange exchange = TestExchange.get("/").loop(first).exchange();
        exchange.routed(null, large);
        exchange.status(503);
        exchange.sent();
      }
      first.advance(Duration.ofSeconds(1));
    }
    assertThat(large.find(journey -> true, 10_000)).hasSize(2 * Shelf.PER_SECOND);
    assertThat(large.skipped()).isEqualTo(1000 - 2 * Shelf.PER_SECOND);
    large.change(new TimelineSettings(10, SLOW));
    assertThat(large.find(journey -> true, 10)).isEmpty();
    assertThat(large.skipped()).as("a count never goes down").isEqualTo(900);
  }

  @Test
  void anotherBoundHoldsForWhatComesAndKeepsWhatIsThere() {
    serve(first, "/a", SLOW, 200);
    timeline.change(new TimelineSettings(20, Duration.ofSeconds(1)));
    serve(first, "/b", SLOW, 200);
    assertThat(all()).extracting(journey -> journey.asked().target()).containsExactly("/a");
  }

  @Test
  void nothingIsKeptWhereNothingIsToBe() {
    timeline.change(new TimelineSettings(0, SLOW));
    serve(first, "/a", SLOW, 500);
    assertThat(all()).isEmpty();
    assertThat(timeline.skipped()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a",
    "/a?, /a?",
    "/a?b=, /a?b=",
    "/a?b=c=d, /a?b=***",
    "/a?b=1&c=&d, /a?b=***&c=&***",
    "/a?secret, /a?***",
    "*, *"
  })
  void valuesOfQueriesAreNotShown(String target, String shown) {
    assertThat(Redacted.target(target)).isEqualTo(shown);
  }
}
