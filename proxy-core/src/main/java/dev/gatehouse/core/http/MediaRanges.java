package dev.gatehouse.core.http;

import java.util.Locale;

/**
 * What an Accept field says of a media type (RFC 9110 §12.5.1): the weight of the most specific
 * range that matches. Pure functions; of a malformed range nothing is taken.
 */
public final class MediaRanges {
  /** A weight is in thousandths, and carries how specific its range was. */
  private static final int FULL = 1000;

  private MediaRanges() {}

  /**
   * The verdict of an Accept field on one media type.
   *
   * @param weight 0 (not acceptable) to 1000
   * @param specificity 3 for the type itself, 2 for {@code type/*}, 1 for {@code *}{@code /*}, 0 if
   *     no range matches
   */
  public record Verdict(int weight, int specificity) {
    private static final Verdict UNMENTIONED = new Verdict(0, 0);

    /** Says whether this is acceptable and the better choice of the two; equals are not better. */
    public boolean betterThan(Verdict other) {
      return weight > other.weight
          || (weight > 0 && weight == other.weight && specificity > other.specificity);
    }
  }

  /**
   * Judges {@code type} by {@code accept}.
   *
   * @param accept the combined value of all Accept lines
   * @param type a media type in lower case without parameters, such as {@code text/html}
   */
  public static Verdict judge(String accept, String type) {
    Verdict verdict = Verdict.UNMENTIONED;
    for (String range : accept.split(",", -1)) {
      int semicolon = range.indexOf(';');
      String name = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
      int specificity = specificity(name.toLowerCase(Locale.ROOT), type);
      int weight = semicolon < 0 ? FULL : weight(range, semicolon + 1);
      if (weight >= 0 && specificity > verdict.specificity) {
        verdict = new Verdict(weight, specificity);
      }
    }
    return verdict;
  }

  private static int specificity(String range, String type) {
    if (range.equals(type)) {
      return 3;
    }
    int slash = type.indexOf('/');
    if (range.length() == slash + 2
        && range.endsWith("/*")
        && type.startsWith(range.substring(0, slash + 1))) {
      return 2;
    }
    return range.equals("*/*") ? 1 : 0;
  }

  /** The weight among the parameters at {@code from}; full if there is none, -1 if malformed. */
  private static int weight(String range, int from) {
    for (String parameter : range.substring(from).split(";", -1)) {
      String text = parameter.strip();
      if (text.startsWith("q=") || text.startsWith("Q=")) {
        return thousandths(text.substring(2));
      }
    }
    return FULL;
  }

  /** Reads {@code 0.5}, at most three decimals, 0 to 1 (RFC 9110 §12.4.2); -1 if it is not that. */
  private static int thousandths(String text) {
    if (text.isEmpty() || text.length() > 5 || (text.length() > 1 && text.charAt(1) != '.')) {
      return -1;
    }
    int value = 0;
    int unit = FULL;
    for (int i = 0; i < text.length(); i++) {
      if (i != 1) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return -1;
        }
        value += digit * unit;
        unit /= 10;
      }
    }
    return value <= FULL ? value : -1;
  }
}
