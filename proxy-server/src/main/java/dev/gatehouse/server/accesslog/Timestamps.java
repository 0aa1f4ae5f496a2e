package dev.gatehouse.server.accesslog;

import java.nio.charset.StandardCharsets;

/**
 * Moments as text in UTC: of a moment within the second of the one before, only the milliseconds
 * are made anew. Confined to one event loop.
 */
final class Timestamps {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int SECONDS_PER_DAY = 86_400;

  /** Days from 0000-03-01 to 1970-01-01 in the proleptic Gregorian calendar. */
  private static final int DAYS_TO_EPOCH = 719_468;

  private static final int DAYS_PER_ERA = 146_097;

  private final byte[] iso = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);
  private final byte[] common = "00/Jan/0000:00:00:00 +0000".getBytes(StandardCharsets.US_ASCII);
  private long second = Long.MIN_VALUE;

  /** The form {@code 2026-11-20T16:02:28.123Z} (ISO 8601); valid until the next call. */
  byte[] iso(long epochMillis) {
    update(Math.floorDiv(epochMillis, 1000));
    int millis = Math.floorMod(epochMillis, 1000);
    iso[20] = (byte) ('0' + millis / 100);
    two(iso, 21, millis % 100);
    return iso;
  }

  /** The form {@code 20/Nov/2026:16:02:28 +0000}, as in the common log format. */
  byte[] common(long epochMillis) {
    update(Math.floorDiv(epochMillis, 1000));
    return common;
  }

  private void update(long epochSecond) {
    if (epochSecond != second) {
      second = epochSecond;
      date((int) Math.floorDiv(epochSecond, SECONDS_PER_DAY));
      time(Math.floorMod(epochSecond, SECONDS_PER_DAY));
    }
  }

  /**
   * Years are counted from March on, so that the leap day comes last, in eras of 400 years, which
   * are all alike.
   */
  private void date(int epochDay) {
    int days = epochDay + DAYS_TO_EPOCH;
    int era = Math.floorDiv(days, DAYS_PER_ERA);
    int ofEra = days - era * DAYS_PER_ERA;
    int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int fromMarch = (5 * ofYear + 2) / 153;
    int day = ofYear - (153 * fromMarch + 2) / 5 + 1;
    int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    int year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);

    two(iso, 0, year / 100);
    two(iso, 2, year % 100);
    two(iso, 5, month);
    two(iso, 8, day);
    two(common, 0, day);
    for (int i = 0; i < 3; i++) {
      common[3 + i] = (byte) MONTHS.charAt((month - 1) * 3 + i);
    }
    two(common, 7, year / 100);
    two(common, 9, year % 100);
  }

  private void time(int ofDay) {
    int hour = ofDay / 3600;
    int minute = ofDay / 60 % 60;
    int ofMinute = ofDay % 60;
    two(iso, 11, hour);
    two(iso, 14, minute);
    two(iso, 17, ofMinute);
    two(common, 12, hour);
    two(common, 15, minute);
    two(common, 18, ofMinute);
  }

  private static void two(byte[] text, int at, int number) {
    text[at] = (byte) ('0' + number / 10);
    text[at + 1] = (byte) ('0' + number % 10);
  }
}
