package dev.gatehouse.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.Lifetime;
import dev.gatehouse.cache.semantics.Vary;
import dev.gatehouse.core.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TermsFormTest {
  private static final byte[] LINES = "etag: \"x\"\r\n".getBytes(StandardCharsets.US_ASCII);

  private static Terms terms(CacheControl control) {
    return new Terms(
        404,
        1_700_000_000_000L,
        -5,
        new Lifetime(60_000, Lifetime.Source.HEURISTIC),
        control,
        new Vary(false, List.of("accept", "x-who")),
        Arrays.asList("text/html, öl", null),
        List.of("product-7", "front"));
  }

  private static TermsForm again(TermsForm form) {
    return Objects.requireNonNull(TermsForm.decode(form.encode()));
  }

  @Test
  void isReadAsItWasWritten() {
    TermsForm read = again(new TermsForm(terms(CacheControl.none()), LINES));

    assertThat(read.lines()).isEqualTo(LINES);
    assertThat(read.terms())
        .usingRecursiveComparison()
        .ignoringFields("control")
        .isEqualTo(terms(CacheControl.none()));
    assertThat(read.terms().control().present()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no-store, no-cache, private, public, must-revalidate, proxy-revalidate",
        "must-understand, only-if-cached, max-age=7, s-maxage=0, max-stale, min-fresh=9",
        "stale-while-revalidate=60, stale-if-error=99999999999, private=\"set-cookie, x-me\"",
        "max-age=soon, no-cache=\"set-cookie\", s-maxage"
      })
  void directivesMeanTheSame(String line) {
    CacheControl control = CacheControl.of(new Headers().add("cache-control", line));

    CacheControl read = again(new TermsForm(terms(control), LINES)).terms().control();

    assertThat(read).usingRecursiveComparison().isEqualTo(control);
  }

  @Test
  void whatIsCutOffOrOfAnotherVersionIsNone() {
    byte[] whole = new TermsForm(terms(CacheControl.none()), LINES).encode();

    for (int length = 0; length < whole.length; length++) {
      assertThat(TermsForm.decode(Arrays.copyOf(whole, length))).as("%d", length).isNull();
    }
    whole[0]++;
    assertThat(TermsForm.decode(whole)).isNull();
  }

  @Test
  void variantsHaveNumbersOfTheirOwn() {
    Terms one = terms(CacheControl.none());
    Terms other =
        new Terms(200, 0, 0, one.lifetime(), one.control(), one.vary(), List.of("", ""), List.of());

    assertThat(one.variant()).isEqualTo(terms(CacheControl.none()).variant());
    assertThat(one.variant()).isNotEqualTo(other.variant());
  }
}
