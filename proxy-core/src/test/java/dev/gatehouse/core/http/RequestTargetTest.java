package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.FailureReason;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /, , /, ",
    "GET, /a?b=c, , /a, b=c",
    "GET, /a?, , /a, ''",
    "GET, /a?b?c/../%zz\\, , /a, b?c/../%zz\\",
    "GET, /%7Ea/../b?x, , /b, x",
    "GET, http://Example.com, example.com, /, ",
    "GET, http://example.com?q, example.com, /, q",
    "GET, HTTPS://example.com:8443/a/./b?q, example.com:8443, /a/b, q",
    "GET, http://[::1]:80/x, [::1]:80, /x, ",
    "OPTIONS, *, , *, ",
    "OPTIONS, http://example.com, example.com, *, ",
    "OPTIONS, http://example.com/, example.com, /, ",
    "OPTIONS, http://example.com?q, example.com, /, q",
  })
  void takesTargetsApart(
      String method,
      String target,
      @Nullable String authority,
      String path,
      @Nullable String query) {
    RequestTarget parsed = parse(method, target);
    assertThat(parsed)
        .isEqualTo(
            new RequestTarget(
                authority == null ? null : Authority.parse(authority), path, query, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "?q",
        "example.com:443",
        "ftp://example.com/",
        "http:/example.com",
        "http:",
        "http://",
        "http:///a",
        "http://:80/",
        "http://user@example.com/",
        "http://a b/",
        "/a b",
        "/a#b",
        "/#",
        "/a?b#c",
        "/a\tb",
        "/a\u0000",
        "/a?\u0001",
        "/\u007f",
        "/caf\u00e9",
        "/a?\u00e9",
        "http://example.com\\@other.example/",
        "//example.com\u0000",
        "javascript:x"
      })
  void refusesOtherTargets(String target) {
    assertThat(parse("GET", target).refusal()).isEqualTo(FailureReason.BAD_TARGET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../a", "/a%00", "/a\\b", "/%zz", "http://example.com/..", "/a/..%2fb"})
  void refusesPathsWithoutANormalForm(String target) {
    assertThat(parse("GET", target).refusal()).isEqualTo(FailureReason.BAD_PATH);
  }

  @Test
  void refusesTunnels() {
    assertThat(parse("CONNECT", "example.com:443").refusal())
        .isEqualTo(FailureReason.METHOD_NOT_SUPPORTED);
  }

  @Test
  void refusesToEchoRequests() {
    assertThat(parse("TRACE", "/").refusal()).isEqualTo(FailureReason.METHOD_NOT_SUPPORTED);
  }

  @Test
  void readsWhatItSendsOnAsTheSamePathAndQuery() {
    Random random = new Random(20261120);
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      RequestTarget first = parse("GET", PathSamples.next(random) + (i % 3 == 0 ? "?a=%zz" : ""));
      if (first.refusal() == null) {
        accepted++;
        String sent = first.query() == null ? first.path() : first.path() + '?' + first.query();
        assertThat(parse("GET", sent)).isEqualTo(first);
      }
    }
    assertThat(accepted).isGreaterThan(2_000);
  }

  private static RequestTarget parse(String method, String target) {
    return RequestTarget.parse(method, target, EncodedSlash.KEEP);
  }
}
