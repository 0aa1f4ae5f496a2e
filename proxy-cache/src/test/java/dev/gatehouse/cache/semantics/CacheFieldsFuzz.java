package dev.gatehouse.cache.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fields of a request and of its response with anything in them, one per line, with an empty line
 * between the two: every question has an answer, and what a second reader takes for forbidden is
 * not stored.
 */
final class CacheFieldsFuzz {
  private static final int OK = 200;

  static Stream<Arguments> seeds() {
    return """
    ~~cache-control: max-age=3600, foo="bar, baz"~age: 7200, 0~date: foo
    accept-language: de, EN~~vary: Accept-Language, *~expires: 0
    if-none-match: W/"a", "b\\"c"~~etag: "b"~cache-control: no-cache="a, b"
    cache-control: max-stale, min-fresh=1~~cdn-cache-control: a=?1, max-age=5;b=:YQ==:
    ~~cdn-cache-control: max-age=1.5, a="\\"", b=-1, *=tok/en~surrogate-control: no-store
    ~~surrogate-control: max-age=6+9;gatehouse, content="ESI/1.0", no-store;other
    ~~cache-control: public, ext="no-store, max-age=9~last-modified: Sun Nov  6 08:49:37 1994
    if-modified-since: sunday, 06-Nov-94 08:49:37 GMT~~last-modified: Sun, 06 Nov 1994 08:49:37 GMT
    authorization: x~~cache-control: S-MaxAge=9, PRIVATE="x", must-understand, no-store
    """
        .lines()
        .map(line -> line.replace('~', '\n'))
        .map(text -> Arguments.of(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5s")
  void everyQuestionHasAnAnswer(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int end = Math.max(0, text.indexOf("\n\n"));
    Headers request = section(text.substring(0, end));
    Headers response = section(text.substring(end));

    Governing governing = Governing.of(response);
    Lifetime lifetime = Lifetime.of(OK, response, governing, Fields.NOW);
    long born = Ages.born(response, Fields.NOW - 100, Fields.NOW);
    assertThat(lifetime.millis()).isNotNegative();
    assertThat(Ages.seconds(born, Fields.NOW)).isNotNegative();

    StoreDecision decision =
        StoreDecision.of(Methods.GET, request, OK, response, governing, lifetime);
    if (!governing.targeted() && !says(response, "must-understand")) {
      boolean forbidden = says(response, "no-store") || says(response, "private");
      assertThat(forbidden && decision == StoreDecision.STORE).isFalse();
    }

    long age = Fields.NOW - born;
    ReuseDecision reuse =
        ReuseDecision.of(
            CacheControl.of(request), false, governing.control(), lifetime.millis(), age);
    if (age >= lifetime.millis()) {
      assertThat(reuse).isNotEqualTo(ReuseDecision.FRESH);
    }

    Vary vary = Vary.of(response);
    assertThat(vary.matches(vary.selectors(request), request)).isNotEqualTo(vary.any());
    Validators.judge(request, response, Fields.NOW);
    assertThat(Validators.confirms(response, response)).isTrue();
    assertThat(Validators.agree(response, response)).isTrue();
  }

  /** As someone would see it who knows nothing of quotes that do not end. */
  private static boolean says(Headers response, String directive) {
    String all = response.combined(HeaderNames.CACHE_CONTROL);
    return all != null
        && Arrays.stream(all.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "quoted").split(",", -1))
            .anyMatch(each -> each.strip().toLowerCase(Locale.ROOT).equals(directive));
  }

  private static Headers section(String lines) {
    Headers headers = new Headers();
    lines
        .lines()
        .forEach(line -> {
          int colon = line.indexOf(':');
          if (colon > 0) {
            headers.add(
                line.substring(0, colon).toLowerCase(Locale.ROOT),
                line.substring(colon + 1).strip());
          }
        });
    return headers;
  }
}
