package dev.gatehouse.core.filter.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.net.Cidr;
import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.FilterTester.Decision;
import dev.gatehouse.core.testing.TestExchange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ForwardedFilterTest {
  private final ForwardedFilter trustsNobody = new ForwardedFilter(new TrustedProxiesSettings());

  @TestFactory
  Stream<DynamicTest> tellsTheBackendWhoAsks() {
    return CaseTable.tests(
        ForwardedFilterTest.class,
        "forwarded-filter.txt",
        of -> {
          TestExchange made =
              TestExchange.get("/")
                  .peer(of.one("peer"))
                  .authority(of.one("host", "www.example.com"))
                  .version(HttpVersion.valueOf(of.one("version", "HTTP_1_1")));
          if (of.one("scheme", "http").equals("https")) {
            made.tls();
          }
          Exchange exchange = made.exchange();
          exchange.request().headers().addAll(of.headers(">"));
          var outcome = FilterTester.run(filter(of), exchange);
          assertThat(outcome.decision()).isEqualTo(Decision.NEXT);
          assertThat(outcome.unwrapped()).isTrue();
          assertThat(exchange.request().headers().toString()).isEqualTo(of.headers("<").toString());
          assertThat(exchange.clientAddress()).isEqualTo(of.one("client"));
        });
  }

  @Test
  void endsARequestThatGoesInACircle() {
    String passes = "1.1 gatehouse, 2.0 gatehouse (x), 1.1 other, ".repeat(3) + "1.1 gatehouse";
    Exchange seven = TestExchange.get("/").header("via", passes).exchange();
    assertThat(FilterTester.run(trustsNobody, seven).decision()).isEqualTo(Decision.NEXT);
    Exchange eight =
        TestExchange.get("/").header("via", passes).header("via", "1.1 gatehouse").exchange();
    assertThat(FilterTester.run(trustsNobody, eight).failure().reason())
        .isEqualTo(FailureReason.LOOP_DETECTED);
  }

  @Test
  void doesNotTakeOthersForItself() {
    Exchange exchange =
        TestExchange.get("/")
            .header("via", "1.1 gatehouse-2, 1.1 mygatehouse, ".repeat(20) + "1.1 x")
            .exchange();
    assertThat(FilterTester.run(trustsNobody, exchange).decision()).isEqualTo(Decision.NEXT);
  }

  @Test
  void takesOverTheRequestIdOfATrustedPeer() {
    Exchange exchange =
        TestExchange.get("/").peer("10.0.0.1").header("x-request-id", "abc-1").exchange();
    ForwardedFilter filter =
        new ForwardedFilter(
            new TrustedProxiesSettings(
                List.of(Cidr.parse("10.0.0.0/8")), ForwardedSource.X_FORWARDED_FOR));
    FilterTester.run(filter, exchange);
    assertThat(exchange.id()).isEqualTo("abc-1");
  }

  @Test
  void explainsWhoTheClientIs() {
    List<String> trace = new ArrayList<>();
    String client =
        trustsNobody.explain(
            InetAddress.ofLiteral("192.0.2.1"), "192.0.2.1", new Headers(), trace::add);
    assertThat(client).isEqualTo("192.0.2.1");
    assertThat(trace).containsExactly("peer 192.0.2.1 is not trusted: the client");
  }

  private static ForwardedFilter filter(CaseTable.Case of) {
    String trust = of.one("trust", "");
    List<Cidr> peers =
        trust.isEmpty() ? List.of() : Stream.of(trust.split(" ", -1)).map(Cidr::parse).toList();
    String source = of.one("source", "x-forwarded-for").toUpperCase(Locale.ROOT).replace('-', '_');
    return new ForwardedFilter(new TrustedProxiesSettings(peers, ForwardedSource.valueOf(source)));
  }
}
