package dev.gatehouse.core.health;

import java.util.Locale;

/** How a backend stands with its pool at a moment. */
public enum Standing {
  /** It gets its share. */
  UP,
  /** It has come back a moment ago, and gets a growing part of its share. */
  WARMING,
  /** It has failed too many requests, and gets none for a while. */
  EJECTED,
  /** Its probes fail. */
  FAILING,
  /** The operator lets it finish what it has. */
  DRAINING,
  /** The operator has switched it off. */
  DOWN;

  /** The name in logs, metrics and the admin API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True if it may be picked for any request. */
  public boolean usable() {
    return this == UP || this == WARMING;
  }
}
