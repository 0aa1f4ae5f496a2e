package dev.gatehouse.core.health;

/**
 * What others see of a backend's health. Immutable.
 *
 * @param standing how it stands with its pool
 * @param why what brought it there
 * @param ejections how often it was ejected since the start
 */
public record Report(Standing standing, String why, long ejections) {
  /** Of one about which nothing is known. */
  public static final Report UNKNOWN = new Report(Standing.UP, "nothing speaks against it", 0);
}
