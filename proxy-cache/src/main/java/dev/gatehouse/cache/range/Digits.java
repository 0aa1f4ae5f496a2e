package dev.gatehouse.cache.range;

/** Positions and lengths in text: ASCII digits and nothing else. */
final class Digits {
  static final long INVALID = -1;

  /** What a larger number is taken for; no representation is that long. */
  static final long MOST = Long.MAX_VALUE / 16;

  private Digits() {}

  /** The number that {@code text} says, at most {@link #MOST}; or {@link #INVALID}. */
  static long parse(String text) {
    if (text.isEmpty()) {
      return INVALID;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return INVALID;
      }
      number = Math.min(MOST, number * 10 + digit);
    }
    return number;
  }
}
