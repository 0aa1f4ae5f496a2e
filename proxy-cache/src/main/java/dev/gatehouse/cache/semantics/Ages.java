package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;

/** The arithmetic of age (RFC 9111 §4.2.3). All moments are milliseconds since 1970. */
public final class Ages {
  private static final long SECOND = 1000;

  private Ages() {}

  /**
   * The moment at which a response was of age zero: from here on its age is what has passed since.
   * It is what the origin says by Date and Age, whichever makes the response older, and the time
   * that the exchange took counts as age.
   *
   * @param requested when the request was sent
   * @param received when the head of the response arrived
   */
  public static long born(Headers response, long requested, long received) {
    long date = date(response, received);
    long apparent = Math.max(0, received - date);
    long corrected = said(response) * SECOND + (received - requested);
    return received - Math.max(apparent, corrected);
  }

  /** What Date says; {@code received} if it says nothing that can be understood (§4.2.3). */
  public static long date(Headers response, long received) {
    String text = response.get(HeaderNames.DATE);
    long date = text == null ? HttpDate.INVALID : HttpDate.parse(text, received);
    return date == HttpDate.INVALID ? received : date;
  }

  /**
   * What Age says in seconds. RFC 9111 §5.1: of several members the first holds, and what is no
   * span of time is ignored; but a number with a parameter behind it is believed, as who wrote that
   * meant to say that the response is old.
   */
  private static long said(Headers response) {
    String text = response.get(HeaderNames.AGE);
    if (text == null) {
      return 0;
    }
    int end = 0;
    while (end < text.length() && text.charAt(end) != ',' && text.charAt(end) != ';') {
      end++;
    }
    return Math.max(0, DeltaSeconds.parse(text.substring(0, end).strip()));
  }

  /** The seconds that Age says of a response that was {@code born} then. */
  public static long seconds(long born, long now) {
    return Math.max(0, (now - born) / SECOND);
  }
}
