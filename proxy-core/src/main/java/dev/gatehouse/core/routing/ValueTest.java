package dev.gatehouse.core.routing;

import com.google.re2j.Pattern;
import dev.gatehouse.core.http.Latin1;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ValueMatch} made ready: asked for each value a request has under one name. One that fits
 * is enough.
 */
final class ValueTest {
  private final byte @Nullable [] exact;
  private final @Nullable String exactOctets;
  private final @Nullable Pattern regex;
  private final boolean absent;
  private final String expected;

  ValueTest(ValueMatch match) {
    switch (match) {
      case ValueMatch.Exact(String text) -> {
        exact = text.getBytes(StandardCharsets.UTF_8);
        exactOctets = Latin1.string(exact, 0, exact.length);
        regex = null;
        absent = false;
        expected = text;
      }
      case ValueMatch.Regex(String pattern) -> {
        exact = null;
        exactOctets = null;
        regex = Pattern.compile(pattern);
        absent = false;
        expected = "a match of " + pattern;
      }
      case ValueMatch.Present(boolean present) -> {
        exact = null;
        exactOctets = null;
        regex = null;
        absent = !present;
        expected = present ? "any value" : "none";
      }
    }
  }

  /** Whether the name must not occur at all. */
  boolean wantsNone() {
    return absent;
  }

  /** Whether {@code octets}, a value as ISO 8859-1, fits. */
  boolean fits(String octets) {
    return fits(octets, 0, octets.length());
  }

  /** Whether {@code octets[from, to)}, a value as ISO 8859-1, fits. */
  boolean fits(String octets, int from, int to) {
    if (exactOctets != null) {
      return to - from == exactOctets.length()
          && octets.regionMatches(from, exactOctets, 0, to - from);
    }
    return regex == null || regex.matcher(octets.substring(from, to)).find();
  }

  /** Whether {@code query[from, to)}, a form-encoded value, fits once decoded. */
  boolean fitsEncoded(String query, int from, int to) {
    if (exact != null) {
      return FormText.equals(query, from, to, exact);
    }
    return regex == null || regex.matcher(FormText.decode(query, from, to)).find();
  }

  /** Whether it asks for one value. */
  boolean isExact() {
    return exact != null;
  }

  /** What is asked for, for people. */
  String expected() {
    return expected;
  }
}
