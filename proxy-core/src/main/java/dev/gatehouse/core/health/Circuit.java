package dev.gatehouse.core.health;

import java.util.Locale;

/** How a backend stands in the words of circuit breakers. */
public enum Circuit {
  /** It gets its share. */
  CLOSED,
  /**
   * It is back from an ejection, and one failure ejects it again until a request has ended well.
   */
  HALF_OPEN,
  /** It gets no new requests, whether it failed or the operator said so. */
  OPEN;

  /**
   * What the standing is called.
   *
   * @param trial whether it is on trial after an ejection
   */
  public static Circuit of(Standing standing, boolean trial) {
    return !standing.usable() ? OPEN : trial ? HALF_OPEN : CLOSED;
  }

  /** The name in metrics and the admin API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
