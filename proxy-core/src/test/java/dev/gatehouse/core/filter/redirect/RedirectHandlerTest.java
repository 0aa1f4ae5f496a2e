package dev.gatehouse.core.filter.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.TestExchange;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectHandlerTest {
  @TestFactory
  Stream<DynamicTest> leadsElsewhere() {
    return CaseTable.tests(
        RedirectHandlerTest.class,
        "redirect.txt",
        of -> {
          String[] get = of.one("get").split(" ", 2);
          Exchange exchange = TestExchange.get(get[1]).authority(get[0]).exchange();
          exchange.request().headers().addAll(of.headers(">"));
          assertThat(redirect(of.one("to"), exchange).headers().get("location"))
              .isEqualTo(of.one("location"));
        });
  }

  @Test
  void answersWithTheStatusAndNoContent() {
    Exchange exchange = TestExchange.get("/a").exchange();
    Response response =
        FilterTester.run(new RedirectHandler(new RedirectSettings("/b", 303)), exchange).response();
    assertThat(response.status()).isEqualTo(303);
    assertThat(response.body().length()).isZero();
    assertThat(response.headers().toString())
        .isEqualTo("date: Fri, 20 Nov 2026 12:00:00 GMT\nlocation: /b\ncontent-length: 0\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org{query}",
        "https://{host}{query}",
        "https://{host}@example.org/",
        "https://{scheme}.example.org/",
        "https://",
        "https:///a",
        "{query}",
        "{host}",
        "javascript:alert(1)",
        "//example.org",
        "https://example.org/ a",
        "https://example.org/{nothing}",
        "https://example.org/{"
      })
  void refusesTemplatesThatLeadNobodyKnowsWhere(String to) {
    assertThatThrownBy(() -> new RedirectSettings(to)).isInstanceOf(RuntimeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org?{query}",
        "https://example.org{path}?{query}",
        "https://{host}:8443{uri}",
        "{scheme}://www.{host}{uri}",
        "/login?next={uri}"
      })
  void acceptsTemplatesThatNameTheirHost(String to) {
    assertThatCode(() -> new RedirectSettings(to)).doesNotThrowAnyException();
  }

  @Test
  void noRequestLeadsToAnotherHostOrBreaksTheHeader() {
    Random random = new Random(20261120);
    String alphabet = "/\\.@:?#&=%evil{}\r\n\t \"'<>\0é\u4e2d";
    List<String> relative = List.of("{uri}", "{path}", "/{path}", "/x{uri}", "/?{query}");
    for (int round = 0; round < 20_000; round++) {
      StringBuilder target = new StringBuilder("/");
      for (int i = random.nextInt(12); i > 0; i--) {
        target.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Exchange exchange = TestExchange.get(target.toString()).exchange();
      String to = relative.get(random.nextInt(relative.size()));
      String location = String.valueOf(redirect(to, exchange).headers().get("location"));
      assertThat(Tokens.isFieldValue(location)).as(location).isTrue();
      assertThat(location).startsWith("/").doesNotStartWith("//").doesNotContain("\\");
      String absolute =
          String.valueOf(redirect("https://example.org{uri}", exchange).headers().get("location"));
      assertThat(
              java.net
                  .URI
                  .create(absolute.replaceAll("%(?![0-9A-F]{2})", "%25").replaceAll("[\\[\\]]", ""))
                  .getHost())
          .as(absolute)
          .isEqualTo("example.org");
    }
  }

  private static Response redirect(String to, Exchange exchange) {
    return FilterTester.run(new RedirectHandler(new RedirectSettings(to)), exchange).response();
  }
}
