package dev.gatehouse.cache.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests a response with Vary answers (RFC 9111 §4.1). */
final class VaryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vary: Foo             | foo: 1            | foo: 1            | true",
        "vary: foo             | foo: 1            | foo: 2            | false",
        "vary: foo             | foo: 1            | bar: 1            | false",
        "vary: foo             | bar: 1            | bar: 2            | true",
        "vary: foo             | foo:              | bar: 2            | false",
        "vary: foo             | foo: 1,2          | foo: 1 ,  2       | true",
        "vary: foo             | foo: 1; foo: 2    | foo: 1, 2         | true",
        "vary: foo             | foo: 1, 2         | foo: 2, 1         | false",
        "vary: foo, bar        | foo: 1; bar: 2    | bar: 2; foo: 1    | true",
        "vary: foo; vary: bar  | foo: 1; bar: 2    | foo: 1; bar: 3    | false",
        "vary: foo             | foo: a            | foo: A            | false",
        "vary: accept-language | accept-language: en-GB, de | accept-language: EN-gb,De | true",
        "vary: accept-language | accept-language: en, de    | accept-language: de, en   | false",
        "vary: accept-encoding | accept-encoding: GZIP      | accept-encoding: gzip     | true",
        "vary: Surrogate-Capability | surrogate-capability: x | foo: 1    | true",
        "vary: *               | foo: 1            | foo: 1            | false",
        "vary: foo, *          | foo: 1            | foo: 1            | false",
        "server: x             | foo: 1            | foo: 2            | true",
      })
  void matches(String response, String first, String second, boolean expected) {
    Vary vary = Vary.of(section(response));
    assertThat(vary.matches(vary.selectors(section(first)), section(second))).isEqualTo(expected);
  }

  private static Headers section(String fields) {
    return Fields.of(fields.split("; "));
  }
}
