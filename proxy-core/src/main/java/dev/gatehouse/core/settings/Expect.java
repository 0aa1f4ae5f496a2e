package dev.gatehouse.core.settings;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The checks of settings records. Each throws {@link InvalidSetting}. */
public final class Expect {
  private static final Duration LONGEST = Duration.ofDays(365);

  private Expect() {}

  /** Refuses {@code value}, which stands at {@code name}, unless {@code valid}. */
  public static void that(boolean valid, String name, Object value, String expected) {
    if (!valid) {
      throw new InvalidSetting(name, String.valueOf(value), expected);
    }
  }

  /** Expects {@code least <= value <= most}. */
  public static void within(String name, long value, long least, long most) {
    that(value >= least && value <= most, name, value, least + " to " + most);
  }

  /** Expects {@code least <= value <= most}. */
  public static void within(String name, ByteSize value, ByteSize least, ByteSize most) {
    that(
        value.bytes() >= least.bytes() && value.bytes() <= most.bytes(),
        name,
        value,
        least + " to " + most);
  }

  /** Expects a time span of more than nothing and of a year at most. */
  public static void positive(String name, Duration value) {
    that(
        value.isPositive() && value.compareTo(LONGEST) <= 0,
        name,
        Durations.format(value),
        "1ms to 8760h");
  }

  /** Expects a time span of a year at most; zero stands for none. */
  public static void positiveOrZero(String name, Duration value) {
    that(
        !value.isNegative() && value.compareTo(LONGEST) <= 0,
        name,
        Durations.format(value),
        "0s to 8760h");
  }

  /** Expects a name that can stand in metrics, logs and URLs as it is. */
  public static void name(String name, String value) {
    that(isName(value), name, value, "letters, digits, '-', '_' and '.', 63 at most");
  }

  /** Expects a host name in ASCII, or an IP address without brackets. */
  public static void hostName(String name, String value) {
    that(isHostName(value), name, value, "a host name or an IP address");
  }

  /** Expects an IP address without brackets, port or zone. */
  public static void address(String name, String value) {
    that(IpLiterals.parse(value) != null, name, value, "an IP address");
  }

  /** Says whether {@code value} is a host name in ASCII, or an IP address without brackets. */
  public static boolean isHostName(String value) {
    return IpLiterals.isHost(value);
  }

  /** Returns an unmodifiable copy that keeps the order of {@code map}. */
  public static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static boolean isName(String value) {
    return !value.isEmpty()
        && value.length() <= 63
        && value
            .chars()
            .allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0));
  }
}
