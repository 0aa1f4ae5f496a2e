package dev.gatehouse.core.http;

/**
 * The field {@code baggage}, by which applications hand values on along a trace (W3C Baggage). What
 * is in it is theirs; here it is only bounded. Pure.
 */
public final class Baggage {
  /** What everyone is to pass on (3.3.2), and here the most. */
  private static final int MOST_BYTES = 8192;

  private static final int MOST_MEMBERS = 64;

  private Baggage() {}

  /** True if all the lines of the field are within the bounds; they are if there are none. */
  public static boolean isBounded(Headers headers) {
    int bytes = 0;
    int members = 0;
    for (int at = headers.indexOf(HeaderNames.BAGGAGE, 0);
        at >= 0;
        at = headers.indexOf(HeaderNames.BAGGAGE, at + 1)) {
      String value = headers.value(at);
      bytes += value.length() + 1;
      members++;
      for (int i = 0; i < value.length(); i++) {
        members += value.charAt(i) == ',' ? 1 : 0;
      }
    }
    return bytes <= MOST_BYTES + 1 && members <= MOST_MEMBERS;
  }
}
