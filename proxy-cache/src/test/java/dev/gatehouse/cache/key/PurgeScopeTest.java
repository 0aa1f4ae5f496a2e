package dev.gatehouse.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeScopeTest {
  private static final List<UnaryOperator<String>> NO_ROUTES = List.of();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://shop.example/a?b=c      | https://shop.example/a?b=c |"
            + " https://shop.example:443/a?b=c",
        "HTTPS://Shop.Example./a         | https://shop.example/a     | https://shop.example:443/a",
        "http://shop.example             | http://shop.example/       | http://shop.example:80/",
        "http://shop.example:80/%7eme/./ | http://shop.example:80/~me/ | http://shop.example/~me/",
      })
  void aUrlIsFoundInAnyFormThatMeansTheSame(String url, String form, String other) {
    assertThat(PurgeScope.url(url, NO_ROUTES)).isEqualTo(keys(form + ' ', other + ' '));
    assertThat(PurgeScope.prefix(url)).isEqualTo(keys(form, other));
  }

  @Test
  void anUnusualPortHasOneForm() {
    assertThat(PurgeScope.prefix("https://a:8443/b")).isEqualTo(keys("https://a:8443/b"));
    assertThat(PurgeScope.prefix("http://a:443/b")).isEqualTo(keys("http://a:443/b"));
  }

  @Test
  void aUrlIsAlsoFoundAsRoutesNarrowIt() {
    CacheKey key =
        new CacheKey(
            "site", new KeySettings(new QueryPolicy.None(), List.of(), List.of()), Set.of());

    assertThat(PurgeScope.url("https://a:8443/b?c", List.of(key::narrowed)))
        .isEqualTo(keys("https://a:8443/b?c ", "https://a:8443/b "));
  }

  @Test
  void aHostIsFoundUnderBothSchemesAndOnAnyPort() {
    assertThat(PurgeScope.host("Shop.example"))
        .isEqualTo(
            keys(
                "http://shop.example/",
                "http://shop.example:",
                "https://shop.example/",
                "https://shop.example:"));
    assertThat(PurgeScope.host("[::1]:8443"))
        .isEqualTo(keys("http://[::1]:8443/", "https://[::1]:8443/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a",
        "shop.example/a",
        "ftp://a/",
        "https://",
        "https://a/b c",
        "https://a/%"
      })
  void whatNobodyCanAskForCannotBePurged(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PurgeScope.url(url, NO_ROUTES))
        .withMessageStartingWith("url: " + url + " (expected: http://host/path");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PurgeScope.prefix(url))
        .withMessageStartingWith("prefix: " + url);
  }

  @Test
  void whatIsNoHostAndNoTagIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PurgeScope.host("https://a"));
    assertThatIllegalArgumentException().isThrownBy(() -> PurgeScope.tag("a b"));
    assertThat(PurgeScope.tag("a")).isEqualTo(new PurgeScope.Tag("a"));
  }

  private static PurgeScope keys(String... prefixes) {
    return new PurgeScope.Keys(List.of(prefixes));
  }
}
