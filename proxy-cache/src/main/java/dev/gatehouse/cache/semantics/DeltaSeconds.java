package dev.gatehouse.cache.semantics;

/** Spans of time as RFC 9111 §1.2.2 writes them: decimal digits, at most 2^31 of them counted. */
final class DeltaSeconds {
  /** There is none. */
  static final long ABSENT = -1;

  /** There is something that is no span of time. */
  static final long INVALID = -2;

  /** What a larger value is taken for: about 68 years. */
  static final long MOST = 1L << 31;

  private DeltaSeconds() {}

  /** The seconds that {@code text} says, at most {@link #MOST}; or {@link #INVALID}. */
  static long parse(String text) {
    if (text.isEmpty()) {
      return INVALID;
    }
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return INVALID;
      }
      seconds = Math.min(MOST, seconds * 10 + digit);
    }
    return seconds;
  }
}
