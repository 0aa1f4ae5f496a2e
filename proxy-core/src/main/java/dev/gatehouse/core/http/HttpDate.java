package dev.gatehouse.core.http;

import java.time.LocalDate;

/**
 * Dates as HTTP writes them (RFC 9110 §5.6.7): formats IMF-fixdate, reads that and the two obsolete
 * forms. Thread-safe: pure functions, and the text of the current second in one immutable object.
 */
public final class HttpDate {
  /** What {@link #parse} says of a text that is no date. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String[] LONG_DAYS = {
    "Monday, ", "Tuesday, ", "Wednesday, ", "Thursday, ", "Friday, ", "Saturday, ", "Sunday, "
  };
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int SECONDS_PER_DAY = 86_400;

  private static volatile Stamp latest = new Stamp(0, render(0));

  private HttpDate() {}

  private record Stamp(long second, String text) {}

  /** Formats a moment between the years 0 and 9999; the text is made once a second. */
  public static String format(long epochMillis) {
    long second = Math.floorDiv(epochMillis, 1000L);
    Stamp stamp = latest;
    if (stamp.second != second) {
      stamp = new Stamp(second, render(second));
      latest = stamp;
    }
    return stamp.text;
  }

  /**
   * Reads a date in any of the three forms, whatever the case of its letters: caches are to be that
   * lenient (RFC 9111 §4.2).
   *
   * @param now milliseconds since 1970: a two-digit year is at most 50 years ahead of it
   * @return milliseconds since 1970, or {@link #INVALID}
   */
  public static long parse(String text, long now) {
    if (text.length() == 29 && text.startsWith(", ", 3)) {
      return isDay(text) ? imfFixdate(text) : INVALID;
    }
    if (text.length() == 24 && text.charAt(3) == ' ') {
      return isDay(text) ? asctime(text) : INVALID;
    }
    for (String day : LONG_DAYS) {
      if (startsWith(text, day, 0)) {
        return rfc850(text, day.length(), now);
      }
    }
    return INVALID;
  }

  /** Reads {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static long imfFixdate(String text) {
    boolean shape = text.charAt(7) == ' ' && text.charAt(11) == ' ' && startsWith(text, " GMT", 25);
    if (!shape || text.charAt(16) != ' ') {
      return INVALID;
    }
    return moment(number(text, 12, 4), month(text, 8), number(text, 5, 2), time(text, 17));
  }

  /** Reads {@code Sun Nov 6 08:49:37 1994}. */
  private static long asctime(String text) {
    if (text.charAt(7) != ' ' || text.charAt(10) != ' ' || text.charAt(19) != ' ') {
      return INVALID;
    }
    int day = text.charAt(8) == ' ' ? number(text, 9, 1) : number(text, 8, 2);
    return moment(number(text, 20, 4), month(text, 4), day, time(text, 11));
  }

  /** Reads {@code 06-Nov-94 08:49:37 GMT} at {@code from}. */
  private static long rfc850(String text, int from, long now) {
    boolean shape =
        text.length() == from + 22
            && text.charAt(from + 2) == '-'
            && text.charAt(from + 6) == '-'
            && text.charAt(from + 9) == ' '
            && startsWith(text, " GMT", from + 18);
    int year = shape ? number(text, from + 7, 2) : -1;
    if (year < 0) {
      return INVALID;
    }
    int thisYear = LocalDate.ofEpochDay(Math.floorDiv(now, SECONDS_PER_DAY * 1000L)).getYear();
    year += thisYear - Math.floorMod(thisYear, 100);
    if (year > thisYear + 50) {
      year -= 100;
    }
    return moment(year, month(text, from + 3), number(text, from, 2), time(text, from + 10));
  }

  private static long moment(int year, int month, int day, int second) {
    if (year < 0 || month < 0 || day < 1 || second < 0) {
      return INVALID;
    }
    LocalDate first = LocalDate.of(year, month, 1);
    if (day > first.lengthOfMonth()) {
      return INVALID;
    }
    return ((first.toEpochDay() + day - 1) * SECONDS_PER_DAY + second) * 1000L;
  }

  /** Reads {@code 08:49:37}: seconds since midnight, or -1. */
  private static int time(String text, int from) {
    int hour = number(text, from, 2);
    int minute = number(text, from + 3, 2);
    int second = number(text, from + 6, 2);
    boolean shape = text.charAt(from + 2) == ':' && text.charAt(from + 5) == ':';
    boolean range =
        hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
    return shape && range ? (hour * 60 + minute) * 60 + second : -1;
  }

  private static boolean isDay(String text) {
    return name(DAYS, text, 0) >= 0;
  }

  private static int month(String text, int from) {
    int month = name(MONTHS, text, from);
    return month < 0 ? -1 : month + 1;
  }

  /** Which of the names of three letters stands at {@code from}; -1 if none does. */
  private static int name(String names, String text, int from) {
    for (int i = 0; i < names.length(); i += 3) {
      if (names.regionMatches(true, i, text, from, 3)) {
        return i / 3;
      }
    }
    return -1;
  }

  private static boolean startsWith(String text, String part, int from) {
    return text.regionMatches(true, from, part, 0, part.length());
  }

  private static int number(String text, int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static String render(long epochSecond) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, SECONDS_PER_DAY));
    int second = Math.floorMod(epochSecond, SECONDS_PER_DAY);
    int day = (date.getDayOfWeek().getValue() - 1) * 3;
    int month = (date.getMonthValue() - 1) * 3;
    StringBuilder text = new StringBuilder(29);
    text.append(DAYS, day, day + 3).append(", ");
    digits(text, date.getDayOfMonth(), 10).append(' ');
    text.append(MONTHS, month, month + 3).append(' ');
    digits(text, date.getYear(), 1000).append(' ');
    digits(text, second / 3600, 10).append(':');
    digits(text, second / 60 % 60, 10).append(':');
    return digits(text, second % 60, 10).append(" GMT").toString();
  }

  private static StringBuilder digits(StringBuilder text, int value, int highest) {
    for (int unit = highest; unit > 0; unit /= 10) {
      text.append((char) ('0' + value / unit % 10));
    }
    return text;
  }
}
