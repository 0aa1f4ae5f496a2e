package dev.gatehouse.core.filter.timing;

import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.core.settings.TextForm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/** Who is told by Server-Timing what a request was waited for. */
@Doc(
    value = "Who is told by Server-Timing what a request was waited for.",
    example = "{header: x-timing, value: open sesame}")
@TextForm(expected = "always, or the keys header and value", pattern = "^always$")
public sealed interface TimingAudience {
  /** Reads the text form. */
  static TimingAudience parse(String text) {
    if (text.equals("always")) {
      return new Everyone();
    }
    throw new IllegalArgumentException("server-timing: " + text);
  }

  /** True if a request with these headers is to be told; what it shows for that is taken off. */
  boolean takes(Headers headers);

  /** Everyone. */
  record Everyone() implements TimingAudience {
    @Override
    public boolean takes(Headers headers) {
      return true;
    }

    @Override
    public String toString() {
      return "always";
    }
  }

  /**
   * Who shows a secret.
   *
   * @param header the name of the field that it stands in
   * @param value the secret
   */
  @Doc(
      value = "Who shows a secret; backends do not see it.",
      example = "{header: x-timing, value: open sesame}")
  record Holder(
      @Doc("The name of the header that the secret stands in.") String header,
      @Doc("The secret.") Secret value)
      implements TimingAudience {
    private static final int SHORTEST = 8;

    public Holder {
      Expect.that(Tokens.isToken(header), "header", header, "a header name");
      header = header.toLowerCase(Locale.ROOT);
      Expect.that(
          value.value().length() >= SHORTEST && Tokens.isFieldValue(value.value()),
          "value",
          value,
          "8 characters or more that can stand in a header");
    }

    @Override
    public boolean takes(Headers headers) {
      String shown = headers.get(header);
      return shown != null
          && headers.remove(header)
          && MessageDigest.isEqual(
              shown.getBytes(StandardCharsets.ISO_8859_1),
              value.value().getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
