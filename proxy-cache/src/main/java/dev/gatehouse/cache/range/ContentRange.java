package dev.gatehouse.cache.range;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of how many a partial response has (RFC 9110 §14.4).
 *
 * @param range the bytes
 * @param complete the length of the whole; {@link #UNKNOWN} if the sender does not know
 */
public record ContentRange(ByteRange range, long complete) {
  public static final long UNKNOWN = -1;

  private static final String UNIT = "bytes ";

  /** All of {@code complete} bytes, of which there is at least one. */
  public static ContentRange whole(long complete) {
    return new ContentRange(new ByteRange(0, complete - 1), complete);
  }

  /** True if it is all of the representation. */
  public boolean isWhole() {
    return range.first() == 0 && range.last() == complete - 1;
  }

  /** The field's value. */
  public String format() {
    return format(range, complete);
  }

  /** The value for {@code range} of {@code complete} bytes. */
  public static String format(ByteRange range, long complete) {
    String length = complete == UNKNOWN ? "*" : Long.toString(complete);
    return UNIT + range.first() + '-' + range.last() + '/' + length;
  }

  /** The value that tells the length when nothing of it was asked for (416). */
  public static String unsatisfied(long complete) {
    return UNIT + "*/" + complete;
  }

  /** Reads the field; null if there is not exactly one, or it is invalid or names no bytes. */
  public static @Nullable ContentRange of(Headers response) {
    return response.count(HeaderNames.CONTENT_RANGE) == 1
        ? parse(response.get(HeaderNames.CONTENT_RANGE))
        : null;
  }

  static @Nullable ContentRange parse(@Nullable String value) {
    if (value == null
        || value.length() <= UNIT.length()
        || !value.substring(0, UNIT.length()).toLowerCase(Locale.ROOT).equals(UNIT)) {
      return null;
    }
    String text = value.substring(UNIT.length()).strip();
    int dash = text.indexOf('-');
    int slash = text.indexOf('/', Math.max(0, dash));
    if (dash < 0 || slash < 0) {
      return null;
    }
    long first = Digits.parse(text.substring(0, dash));
    long last = Digits.parse(text.substring(dash + 1, slash));
    String all = text.substring(slash + 1);
    long complete = all.equals("*") ? UNKNOWN : Digits.parse(all);
    boolean knows = !all.equals("*");
    if (first == Digits.INVALID || last < first || (knows && complete <= last)) {
      return null; // RFC 9110 §14.4: nothing may be made of such a response
    }
    return new ContentRange(new ByteRange(first, last), complete);
  }
}
