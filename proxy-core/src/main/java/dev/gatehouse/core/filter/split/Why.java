package dev.gatehouse.core.filter.split;

import java.util.Locale;

/** Why a request went to its pool. */
public enum Why {
  /** It was its turn. */
  WEIGHT,
  /** Its client had been given it before, or always is. */
  STICKY,
  /** It named it. */
  OVERRIDE;

  /** The word for it in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
