package dev.gatehouse.core.filter.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.FilterTester.Decision;
import dev.gatehouse.core.testing.TestExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RewriteFilterTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          /shop,    -,    /shop,         /
          /shop,    -,    /shop/,        /
          /shop,    -,    /shop/1/2,     /1/2
          /shop,    -,    /shops,        /shops
          /shop,    -,    /,             /
          /shop,    -,    /Shop/1,       /Shop/1
          /shop,    -,    /shop//evil,   /evil
          /shop,    -,    /shop%2Fevil,  /shop%2Fevil
          /shop/,   -,    /shop/1,       /1
          /a/b,     -,    /a/b/c,        /c
          /caf%c3%a9, -,  /caf%C3%A9/1,  /1
          -,        /v2,  /,             /v2/
          -,        /v2,  /a,            /v2/a
          /shop,    /v2,  /shop,         /v2
          /shop,    /v2,  /shop/,        /v2/
          /shop,    /v2,  /shop/1,       /v2/1
          /shop,    /v2,  /other,        /v2/other
          /shop,    /v2,  *,             *
          """)
  void takesWholeSegmentsOffAndPutsOthersBefore(
      @Nullable String strip, @Nullable String add, String path, String rewritten) {
    Exchange exchange = TestExchange.get(path).exchange();
    RewriteFilter filter = new RewriteFilter(settings(strip, add, "preserve"));
    assertThat(FilterTester.run(filter, exchange).decision()).isEqualTo(Decision.NEXT);
    assertThat(exchange.request().path()).isEqualTo(rewritten);
  }

  @Test
  void leavesTheQueryAlone() {
    Exchange exchange = TestExchange.get("/shop/1?next=/shop/2").exchange();
    FilterTester.run(new RewriteFilter(settings("/shop", null, "preserve")), exchange);
    assertThat(exchange.request().query()).isEqualTo("next=/shop/2");
  }

  @Test
  void putsAFixedHostInThePlaceOfTheClients() {
    Exchange exchange = TestExchange.get("/").exchange();
    FilterTester.run(new RewriteFilter(settings(null, null, "App.internal:8080")), exchange);
    assertThat(exchange.request().authority().text()).isEqualTo("app.internal:8080");
    assertThat(exchange.authority().text()).isEqualTo("www.example.com");
  }

  @Test
  void leavesTheHostOfTheBackendToWhereItIsKnown() {
    Exchange exchange = TestExchange.get("/").exchange();
    FilterTester.run(new RewriteFilter(settings("/x", null, "backend")), exchange);
    assertThat(exchange.request().authority().text()).isEqualTo("www.example.com");
  }

  @Test
  void isNeededOnlyForWhatItDoes() {
    assertThat(RewriteFilter.isNeeded(settings(null, null, "preserve"))).isFalse();
    assertThat(RewriteFilter.isNeeded(settings(null, null, "backend"))).isFalse();
    assertThat(RewriteFilter.isNeeded(settings(null, null, "a.example"))).isTrue();
    assertThat(RewriteFilter.isNeeded(settings("/a", null, "preserve"))).isTrue();
    assertThat(RewriteFilter.isNeeded(settings(null, "/a", "preserve"))).isTrue();
  }

  private static RewriteSettings settings(
      @Nullable String strip, @Nullable String add, String host) {
    return new RewriteSettings(strip, add, HostRewrite.parse(host));
  }
}
