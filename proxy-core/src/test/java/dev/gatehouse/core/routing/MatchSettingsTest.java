package dev.gatehouse.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchSettingsTest {
  @Test
  void allRequestsMatchByDefault() {
    assertThat(new MatchSettings())
        .isEqualTo(
            new MatchSettings(
                List.of(), null, null, null, List.of(), Map.of(), Map.of(), Map.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "Shop.Example.COM,shop.example.com",
    "shop.example.com.,shop.example.com",
    "*.Example.com,*.example.com",
    "bücher.example,xn--bcher-kva.example",
    "[FD00::1],[fd00::1]",
    "127.0.0.1,127.0.0.1"
  })
  void hostsAreNormalised(String host, String normal) {
    assertThat(hosts(host).hosts()).containsExactly(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "*.", "a.*", "*.*.a", "a:80", "a b", "[a]", "::1", "300.1.1.1", "a/b"})
  void otherHostsAreRefused(String host) {
    assertThatThrownBy(() -> hosts(host)).hasMessageStartingWith("hosts[0]: " + host + " (");
  }

  @ParameterizedTest
  @CsvSource({"/,/", "/a,/a", "/a/,/a", "/a//,/a", "/a/b%20c,/a/b%20c"})
  void prefixesEndWithoutASlash(String prefix, String normal) {
    assertThat(paths(null, prefix, null).pathPrefix()).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a?b", "/a#b", "/a b", "/ä"})
  void otherPathsAreRefused(String path) {
    assertThatThrownBy(() -> paths(path, null, null)).hasMessageStartingWith("path: " + path);
    assertThatThrownBy(() -> paths(null, path, null)).hasMessageStartingWith("path-prefix: ");
  }

  @Test
  void aPathIsMatchedInOneWay() {
    assertThatThrownBy(() -> paths("/a", "/b", null))
        .hasMessage("path-prefix: /b (expected: not both path and path-prefix)");
    assertThatThrownBy(() -> paths("/a", null, "/b"))
        .hasMessage("path-regex: /b (expected: one of path, path-prefix and path-regex)");
  }

  @Test
  void expressionsThatDoNotCompileAreRefused() {
    assertThatThrownBy(() -> paths(null, null, "/(a"))
        .hasMessageStartingWith("path-regex: /(a (expected: a regular expression (RE2): ");
    assertThatThrownBy(() -> new ValueMatch.Regex("(?=a)"))
        .hasMessageStartingWith("regex: (?=a) (expected: ");
  }

  @Test
  void headersAreNamedInLowerCaseAndOnce() {
    ValueMatch any = new ValueMatch.Present(true);

    assertThat(headers(Map.of("X-Env", any)).headers()).containsOnlyKeys("x-env");
    assertThatThrownBy(() -> headers(Map.of("x env", any)))
        .hasMessage("headers.x env: x env (expected: a header name)");
    assertThatThrownBy(() -> headers(Map.of("x-env", any, "X-ENV", any)))
        .hasMessageContaining("each header once");
  }

  @Test
  void methodsInLowerCaseAreRefused() {
    assertThatThrownBy(() ->
            new MatchSettings(
                List.of(),
                null,
                null,
                null,
                List.of("GET", "get"),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of()))
        .hasMessage("methods[1]: get (expected: a method in upper case, such as GET)");
  }

  private static MatchSettings hosts(String host) {
    return new MatchSettings(
        List.of(host), null, null, null, List.of(), Map.of(), Map.of(), Map.of(), List.of());
  }

  private static MatchSettings paths(
      @Nullable String path, @Nullable String prefix, @Nullable String regex) {
    return new MatchSettings(
        List.of(), path, prefix, regex, List.of(), Map.of(), Map.of(), Map.of(), List.of());
  }

  private static MatchSettings headers(Map<String, ValueMatch> headers) {
    return new MatchSettings(
        List.of(), null, null, null, List.of(), headers, Map.of(), Map.of(), List.of());
  }
}
