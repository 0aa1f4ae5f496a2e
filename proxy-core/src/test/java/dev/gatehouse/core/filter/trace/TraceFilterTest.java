package dev.gatehouse.core.filter.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.TraceParent;
import dev.gatehouse.core.net.Cidr;
import dev.gatehouse.core.net.CidrSet;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.TestExchange;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TraceFilterTest {
  private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0";
  private static final String TRUSTED = "10.0.0.1";
  private static final String STRANGER = "192.0.2.1";

  private static Exchange enter(TraceSource source, int percent, TestExchange request) {
    CidrSet trusted = CidrSet.of(List.of(Cidr.parse("10.0.0.0/8")));
    Exchange exchange = request.exchange();
    FilterTester.Outcome outcome =
        FilterTester.run(
            new TraceFilter(new TracePolicy(source, trusted, Percentage.of(percent))), exchange);
    assertThat(outcome.decision()).isEqualTo(FilterTester.Decision.NEXT);
    return exchange;
  }

  private static TestExchange from(String peer) {
    return TestExchange.get("/").peer(peer);
  }

  private static TestExchange traced(String peer, String flag) {
    return from(peer)
        .header(HeaderNames.TRACEPARENT, CALLER + flag)
        .header(HeaderNames.TRACESTATE, "rojo=1")
        .header(HeaderNames.TRACESTATE, "congo=2")
        .header(HeaderNames.BAGGAGE, "user=7");
  }

  private static Trace place(Exchange exchange) {
    return Objects.requireNonNull(exchange.trace());
  }

  private static Headers headers(Exchange exchange) {
    return exchange.request().headers();
  }

  @Test
  void aTrustedCallerDecidesWhatIsRecordedAndItsTraceGoesOn() {
    Exchange sampled = enter(TraceSource.TRUSTED, 0, traced(TRUSTED, "1"));
    Trace place = place(sampled);
    assertThat(place.sampled()).isTrue();
    assertThat(place.parent()).isEqualTo(0x00f067aa0ba902b7L);
    assertThat(place.state()).isEqualTo("rojo=1,congo=2");
    assertThat(place.span().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(place.span().span()).isNotEqualTo(place.parent());
    assertThat(headers(sampled).get(HeaderNames.TRACEPARENT)).isEqualTo(place.span().text());
    assertThat(headers(sampled).count(HeaderNames.TRACEPARENT)).isOne();
    assertThat(headers(sampled).combined(HeaderNames.TRACESTATE)).isEqualTo("rojo=1,congo=2");
    assertThat(headers(sampled).get(HeaderNames.BAGGAGE)).isEqualTo("user=7");

    Exchange not = enter(TraceSource.TRUSTED, 100, traced(TRUSTED, "0"));
    assertThat(place(not).sampled()).isFalse();
    assertThat(headers(not).get(HeaderNames.TRACEPARENT)).endsWith("-00");
  }

  @ParameterizedTest
  @EnumSource(
      value = TraceSource.class,
      names = {"TRUSTED", "NONE"})
  void aStrangerNeitherForcesARecordNorGetsIntoATrace(TraceSource source) {
    Exchange exchange = enter(source, 0, traced(STRANGER, "1"));
    assertThat(place(exchange).sampled()).isFalse();
    assertThat(place(exchange).parent()).isZero();
    assertThat(place(exchange).span().traceId()).doesNotStartWith("4bf92f");
    assertThat(headers(exchange).get(HeaderNames.TRACEPARENT))
        .isEqualTo(place(exchange).span().text());
    assertThat(headers(exchange).contains(HeaderNames.TRACESTATE)).isFalse();
    assertThat(headers(exchange).contains(HeaderNames.BAGGAGE)).isFalse();
  }

  @Test
  void whereEverybodyIsBelievedSoAreStrangers() {
    assertThat(place(enter(TraceSource.ALL, 0, traced(STRANGER, "1"))).sampled()).isTrue();
  }

  @Test
  void whereNobodyIsBelievedNorAreTheTrusted() {
    assertThat(place(enter(TraceSource.NONE, 0, traced(TRUSTED, "1"))).parent()).isZero();
  }

  @Test
  void whatIsMalformedOrSaidTwiceBeginsATrace() {
    Exchange twice =
        enter(
            TraceSource.ALL,
            100,
            traced(TRUSTED, "1").header(HeaderNames.TRACEPARENT, CALLER + "1"));
    assertThat(place(twice).parent()).isZero();
    assertThat(headers(twice).count(HeaderNames.TRACEPARENT)).isOne();
    Exchange odd =
        enter(
            TraceSource.ALL,
            100,
            from(TRUSTED)
                .header(HeaderNames.TRACEPARENT, "odd")
                .header(HeaderNames.TRACESTATE, "a=1"));
    assertThat(place(odd).parent()).isZero();
    assertThat(headers(odd).contains(HeaderNames.TRACESTATE)).isFalse();
    assertThat(TraceParent.parse(String.valueOf(headers(odd).get(HeaderNames.TRACEPARENT))))
        .isEqualTo(place(odd).span());
  }

  @Test
  void baggageBeyondAllBoundsIsDropped() {
    Exchange exchange =
        enter(
            TraceSource.ALL, 0, from(TRUSTED).header(HeaderNames.BAGGAGE, "a=" + "x".repeat(9000)));
    assertThat(headers(exchange).contains(HeaderNames.BAGGAGE)).isFalse();
  }

  @Test
  void theShareThatIsSetIsRecorded() {
    int sampled = 0;
    for (int i = 0; i < 10_000; i++) {
      sampled += place(enter(TraceSource.TRUSTED, 25, from(STRANGER))).sampled() ? 1 : 0;
    }
    assertThat(sampled).isBetween(2_200, 2_800);
    assertThat(place(enter(TraceSource.TRUSTED, 100, from(STRANGER))).sampled()).isTrue();
    assertThat(place(enter(TraceSource.TRUSTED, 0, from(STRANGER))).sampled()).isFalse();
  }
}
