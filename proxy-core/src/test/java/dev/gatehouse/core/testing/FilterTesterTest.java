package dev.gatehouse.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.FilterTester.Decision;
import org.junit.jupiter.api.Test;

final class FilterTesterTest {
  private final Exchange exchange = TestExchange.get("/").exchange();

  @Test
  void acceptsEachOfTheThreeCallsAlone() {
    assertThat(FilterTester.run((e, r, n) -> n.handle(e, r), exchange).decision())
        .isEqualTo(Decision.NEXT);
    assertThat(FilterTester.run((e, r, n) -> r.respond(answer()), exchange).decision())
        .isEqualTo(Decision.RESPONDED);
    assertThat(FilterTester.run((e, r, n) -> r.fail(failure()), exchange).decision())
        .isEqualTo(Decision.FAILED);
  }

  @Test
  void refusesAFilterThatCallsNone() {
    assertThatThrownBy(() -> FilterTester.run((e, r, n) -> {}, exchange))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("none of next, respond and fail");
  }

  @Test
  void refusesAFilterThatAnswersAndPassesOn() {
    assertThatThrownBy(() ->
            FilterTester.run(
                (e, r, n) -> {
                  r.respond(answer());
                  n.handle(e, r);
                },
                exchange))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() ->
            FilterTester.run(
                (e, r, n) -> {
                  n.handle(e, r);
                  r.respond(answer());
                },
                exchange))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing behind had answered");
  }

  @Test
  void refusesASecondAnswerFromBehindTheFilter() {
    var outcome = FilterTester.run((e, r, n) -> n.handle(e, r), exchange);
    outcome.respond(answer());
    assertThatThrownBy(() -> outcome.fail(failure())).isInstanceOf(AssertionError.class);
  }

  private static Response answer() {
    return new Response(204, new Headers(), Body.empty());
  }

  private static Failure failure() {
    return Failure.of(FailureReason.NO_ROUTE);
  }
}
