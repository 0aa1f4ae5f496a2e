package dev.gatehouse.core.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of durations: {@code 250ms}, {@code 3s}, {@code 5m}, {@code 1h}. */
public final class Durations {
  /** What a problem says is expected. */
  public static final String EXPECTED = "a duration such as 250ms, 3s, 5m or 1h";

  /** A regular expression (ECMA 262) that exactly the valid texts match. */
  public static final String PATTERN = "^[0-9]{1,9}(ms|s|m|h)$";

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private Durations() {}

  /** Reads the text form. */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    Expect.that(matcher.matches(), "duration", text, EXPECTED);
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  /** The text form, in the largest unit that divides it; what is below a millisecond is cut off. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0 || seconds == 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }
}
