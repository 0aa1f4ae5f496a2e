package dev.gatehouse.core.filter.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.CacheNote;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.Try;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.settings.InvalidSetting;
import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerTimingFilterTest {
  private static final TimingAudience HOLDER =
      new TimingAudience.Holder("X-Timing", new Secret("open sesame"));

  private final ManualLoop loop = new ManualLoop();

  private TestExchange request() {
    return TestExchange.get("/").loop(loop);
  }

  private @Nullable String answered(TimingAudience audience, Exchange exchange) {
    FilterTester.Outcome outcome = FilterTester.start(new ServerTimingFilter(audience), exchange);
    Response response = new Response(200, new Headers(), Body.empty());
    outcome.respond(response);
    return response.headers().combined(HeaderNames.SERVER_TIMING);
  }

  @Test
  void saysWhatWasWaitedFor() {
    Exchange exchange = request().exchange();
    loop.advance(Duration.ofMillis(5));
    exchange.attempt("app", "http://a:1");
    exchange.mark(Mark.ACQUIRE);
    loop.advance(Duration.ofNanos(2_050_999));
    exchange.mark(Mark.ACQUIRED);
    loop.advance(Duration.ofMillis(1_100));
    exchange.mark(Mark.RESPONSE_HEAD);
    exchange.cache(new CacheNote("miss", "uri-miss"));
    assertThat(answered(new TimingAudience.Everyone(), exchange))
        .isEqualTo(
            "gatehouse;dur=1107.050, gatehouse-cache;desc=\"miss\", gatehouse-connect;dur=2.050,"
                + " gatehouse-backend;dur=1100.000");
  }

  @Test
  void ofSeveralAttemptsItSaysThatOfTheOneThatAnswers() {
    Exchange exchange = request().exchange();
    long begun = loop.clock().nanos();
    Try first = exchange.noted().tried("app", "http://a:1", false, begun);
    exchange.attempt("app", "http://a:1");
    first.failed(FailureReason.BACKEND_RESET, begun + 1_000_000);
    Try second = exchange.noted().tried("app", "http://b:1", false, begun + 1_000_000);
    exchange.attempt("app", "http://b:1");
    second.acquired(begun + 3_000_000);
    second.answered(200, begun + 7_000_000);
    exchange.noted().queued(begun, begun + 500_000);
    loop.advance(Duration.ofMillis(7));
    assertThat(answered(new TimingAudience.Everyone(), exchange))
        .isEqualTo(
            "gatehouse;dur=7.000, gatehouse-queue;dur=0.500, gatehouse-connect;dur=2.000,"
                + " gatehouse-backend;dur=4.000, gatehouse-attempts;desc=\"2\"");
  }

  @Test
  void anAnswerWithoutABackendHasATotal() {
    assertThat(answered(new TimingAudience.Everyone(), request().exchange()))
        .isEqualTo("gatehouse;dur=0.000");
  }

  @Test
  void onlyWhoShowsTheSecretIsTold() {
    assertThat(answered(HOLDER, request().exchange())).isNull();
    Exchange wrong = request().header("x-timing", "open barley").exchange();
    assertThat(answered(HOLDER, wrong)).isNull();
    assertThat(wrong.request().headers().contains("x-timing")).isFalse();
    Exchange right = request().header("x-timing", "open sesame").exchange();
    assertThat(answered(HOLDER, right)).startsWith("gatehouse;dur=");
    assertThat(right.request().headers().contains("x-timing"))
        .as("backends do not see it")
        .isFalse();
  }

  @Test
  void whatTheBackendSaysStaysBesideIt() {
    Exchange exchange = request().exchange();
    FilterTester.Outcome outcome =
        FilterTester.start(new ServerTimingFilter(new TimingAudience.Everyone()), exchange);
    Headers headers = new Headers().add(HeaderNames.SERVER_TIMING, "db;dur=3");
    outcome.respond(new Response(200, headers, Body.empty()));
    assertThat(headers.combined(HeaderNames.SERVER_TIMING))
        .isEqualTo("db;dur=3, gatehouse;dur=0.000");
  }

  @Test
  void aSecretThatIsSoonGuessedIsRefused() {
    assertThatThrownBy(() -> new TimingAudience.Holder("x-timing", new Secret("short")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("8 characters")
        .hasMessageNotContaining("short");
  }
}
