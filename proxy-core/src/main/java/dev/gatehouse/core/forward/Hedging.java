package dev.gatehouse.core.forward;

import java.util.Locale;

/** What became of the wish to begin a second attempt beside a slow one. */
public enum Hedging {
  /** It was begun. */
  SENT,
  /** It was begun, and its answer came first. */
  WON,
  /** There is no other backend. */
  NO_BACKEND,
  /** {@code retry.budget} is used up. */
  NO_BUDGET;

  private final String code;

  Hedging() {
    code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name in metrics: {@code no-budget}. */
  public String code() {
    return code;
  }
}
