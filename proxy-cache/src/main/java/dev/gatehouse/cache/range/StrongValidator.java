package dev.gatehouse.cache.range;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for two responses only if they are of the same representation, byte for byte
 * (RFC 9110 §8.8.1): what parts of it may be put together by.
 *
 * @param value an entity tag that is not weak, or a date of Last-Modified
 * @param tag whether it is an entity tag
 */
public record StrongValidator(String value, boolean tag) {
  private static final long SECOND = 1000;

  /** That of a response; null if it has none. */
  public static @Nullable StrongValidator of(Headers response) {
    String tag = response.get(HeaderNames.ETAG);
    if (tag != null) {
      return isStrong(tag) && response.count(HeaderNames.ETAG) == 1
          ? new StrongValidator(tag, true)
          : null;
    }
    String modified = response.get(HeaderNames.LAST_MODIFIED);
    return modified != null && isStrongDate(response, modified)
        ? new StrongValidator(modified, false)
        : null;
  }

  /** True if what a client has by this If-Range is a part of {@code response} (§13.1.5). */
  public static boolean holds(String ifRange, Headers response) {
    String given = ifRange.strip();
    if (given.startsWith("\"") || given.startsWith("W/")) {
      String tag = response.get(HeaderNames.ETAG);
      return tag != null && isStrong(given) && given.equals(tag);
    }
    String modified = response.get(HeaderNames.LAST_MODIFIED);
    return modified != null && given.equals(modified) && isStrongDate(response, modified);
  }

  private static boolean isStrong(String tag) {
    return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
  }

  /**
   * RFC 9110 §8.8.2.2: a change within the second of the last one would not show in the date, so it
   * tells apart only what was sent a second later or more.
   */
  private static boolean isStrongDate(Headers response, String modified) {
    String sent = response.get(HeaderNames.DATE);
    if (sent == null) {
      return false;
    }
    long date = HttpDate.parse(sent, 0);
    long change = HttpDate.parse(modified, 0);
    return date != HttpDate.INVALID && change != HttpDate.INVALID && date - change >= SECOND;
  }
}
