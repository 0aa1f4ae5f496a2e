package dev.gatehouse.core.routing;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;

/** What the value of a header, query parameter or cookie has to look like. */
@Doc("A value: the text itself, or an object with one of exact, regex and present.")
@TextForm(expected = "a text, {regex: ...} or {present: true}")
public sealed interface ValueMatch {
  /** Reads the text form: the exact value. */
  static ValueMatch parse(String text) {
    return new Exact(text);
  }

  /**
   * Equal to a text.
   *
   * @param exact the text; case matters
   */
  @Doc(value = "The value is this text; case matters.", example = "{exact: blue}")
  record Exact(@Doc("The value.") String exact) implements ValueMatch {}

  /**
   * Matched somewhere by a regular expression.
   *
   * @param regex in RE2 syntax; unanchored
   */
  @Doc(
      value = "A part of the value is matched by a regular expression.",
      example = "{regex: Mobile}")
  record Regex(@Doc("A regular expression (RE2); it may match a part of the value.") String regex)
      implements ValueMatch {
    public Regex {
      requireRegex("regex", regex);
    }
  }

  /**
   * There, or not there.
   *
   * @param present whether the header, parameter or cookie has to be there
   */
  @Doc(
      value = "The header, parameter or cookie is there with any value, or is not there.",
      example = "{present: true}")
  record Present(@Doc("Whether it has to be there.") boolean present) implements ValueMatch {}

  /** Checks that {@code regex} compiles. */
  static void requireRegex(String name, String regex) {
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      Expect.that(false, name, regex, "a regular expression (RE2): " + e.getDescription());
    }
  }
}
