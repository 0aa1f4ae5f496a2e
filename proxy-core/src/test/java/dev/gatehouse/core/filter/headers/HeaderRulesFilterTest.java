package dev.gatehouse.core.filter.headers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.FilterTester.Decision;
import dev.gatehouse.core.testing.TestExchange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HeaderRulesFilterTest {
  private static final HeaderEditSettings NONE = new HeaderEditSettings();
  private static final HeaderEditSettings EDIT =
      new HeaderEditSettings(
          Map.of("X-Tenant", "acme"), Map.of("x-tag", "b"), List.of("X-Internal", "x-gone"));

  @Test
  void removesThenSetsThenAddsInRequests() {
    Exchange exchange =
        TestExchange.get("/")
            .header("x-tenant", "other")
            .header("x-internal", "1")
            .header("x-tag", "a")
            .header("x-tenant", "third")
            .header("accept", "*/*")
            .exchange();
    var outcome = FilterTester.run(filter(EDIT, NONE), exchange);
    assertThat(outcome.decision()).isEqualTo(Decision.NEXT);
    assertThat(exchange.request().headers().toString())
        .isEqualTo("x-tenant: acme\nx-tag: a\naccept: */*\nx-tag: b\n");
  }

  @Test
  void leavesNoAliasOfWhatItSetsOrRemoves() {
    Exchange exchange =
        TestExchange.get("/")
            .header("x_tenant", "evil")
            .header("x.internal", "evil")
            .header("x_tag", "kept: nothing is claimed about it")
            .exchange();
    FilterTester.run(filter(EDIT, NONE), exchange);
    assertThat(exchange.request().headers().toString())
        .isEqualTo("x_tag: kept: nothing is claimed about it\nx-tenant: acme\nx-tag: b\n");
  }

  @Test
  void doesNotLookAtAnswersWithoutRulesForThem() {
    assertThat(FilterTester.run(filter(EDIT, NONE), TestExchange.get("/").exchange()).unwrapped())
        .isTrue();
  }

  @Test
  void editsFinalAnswersAndPassesOnTheRest() {
    Exchange exchange = TestExchange.get("/").header("x-internal", "1").exchange();
    var outcome = FilterTester.run(filter(NONE, EDIT), exchange);
    assertThat(exchange.request().headers().contains("x-internal")).isTrue();

    Response early = new Response(103, new Headers().add("x-internal", "early"), Body.empty());
    outcome.behind().inform(early);
    assertThat(outcome.interim()).containsExactly(early);
    assertThat(early.headers().contains("x-internal")).isTrue();

    Headers headers = new Headers().add("x-internal", "1").add("x-tag", "a");
    Response answer = outcome.respond(new Response(200, headers, Body.empty()));
    assertThat(answer.headers().toString()).isEqualTo("x-tag: a\nx-tenant: acme\nx-tag: b\n");
  }

  @Test
  void passesFailuresOn() {
    var outcome = FilterTester.run(filter(NONE, EDIT), TestExchange.get("/").exchange());
    Failure failure = Failure.of(FailureReason.CONNECT_REFUSED);
    assertThat(outcome.fail(failure)).isSameAs(failure);
  }

  @Test
  void isNeededOnlyWithRules() {
    assertThat(HeaderRulesFilter.isNeeded(new HeaderRulesSettings())).isFalse();
    assertThat(HeaderRulesFilter.isNeeded(new HeaderRulesSettings(NONE, EDIT))).isTrue();
  }

  private static HeaderRulesFilter filter(HeaderEditSettings request, HeaderEditSettings response) {
    return new HeaderRulesFilter(new HeaderRulesSettings(request, response));
  }
}
