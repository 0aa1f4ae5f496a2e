package dev.gatehouse.server.telemetry;

/** The first digit of a status as a label. */
final class StatusClass {
  /** How many there are, numbered from 0. */
  static final int COUNT = 6;

  private static final String[] LABELS = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

  private StatusClass() {}

  /** The class of {@code status}; 0 for none and for what is no status. */
  static int of(int status) {
    int digit = status / 100;
    return digit > 0 && digit < COUNT ? digit : 0;
  }

  /** {@code 2xx}; {@code none} where no answer was given. */
  static String label(int statusClass) {
    return LABELS[statusClass];
  }
}
