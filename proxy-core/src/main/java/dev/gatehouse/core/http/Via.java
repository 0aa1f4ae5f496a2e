package dev.gatehouse.core.http;

/**
 * The Via field (RFC 9110 §7.6.3): Gatehouse's entry in it, and how often that is there already.
 */
public final class Via {
  /** The name that Gatehouse gives itself in Via and Proxy-Status. */
  public static final String PSEUDONYM = "gatehouse";

  private static final String[] ENTRIES = new String[HttpVersion.values().length];

  static {
    for (HttpVersion version : HttpVersion.values()) {
      ENTRIES[version.ordinal()] = version.via() + " " + PSEUDONYM;
    }
  }

  private Via() {}

  /** The entry for a message that was received in {@code version}. */
  public static String entry(HttpVersion version) {
    return ENTRIES[version.ordinal()];
  }

  /** How many times a message has passed through a Gatehouse, by its Via lines. */
  public static int passes(Headers headers) {
    int passes = 0;
    int at = headers.indexOf(HeaderNames.VIA, 0);
    for (; at >= 0; at = headers.indexOf(HeaderNames.VIA, at + 1)) {
      passes += passes(headers.value(at));
    }
    return passes;
  }

  private static int passes(String line) {
    int passes = 0;
    for (int at = line.indexOf(PSEUDONYM); at >= 0; at = line.indexOf(PSEUDONYM, at + 1)) {
      int end = at + PSEUDONYM.length();
      boolean alone = end == line.length() || ", \t".indexOf(line.charAt(end)) >= 0;
      if (alone && at > 0 && (line.charAt(at - 1) == ' ' || line.charAt(at - 1) == '\t')) {
        passes++;
      }
    }
    return passes;
  }
}
