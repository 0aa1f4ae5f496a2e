package dev.gatehouse.core.body;

/** How short memory is, and so what is done about it: each degree includes those before it. */
public enum Pressure {
  /** There is enough. */
  NONE,
  /** Connections without a request are closed. */
  IDLE,
  /** New connections and new requests are refused. */
  REFUSE,
  /** The connections that hold most are ended. */
  LARGEST;

  /** In percent of the limit: where each degree begins. */
  private static final int IDLE_FROM = 80;

  private static final int REFUSE_FROM = 90;
  private static final int LARGEST_FROM = 95;

  /** In percent of the limit: what is left once the largest were ended. */
  private static final int RELIEVED = 85;

  /**
   * The pressure while {@code used} of {@code limit} bytes are in use.
   *
   * @param limit above 0
   */
  public static Pressure of(long used, long limit) {
    long percent = used / Math.max(1, limit / 100);
    if (percent >= LARGEST_FROM) {
      return LARGEST;
    }
    if (percent >= REFUSE_FROM) {
      return REFUSE;
    }
    return percent >= IDLE_FROM ? IDLE : NONE;
  }

  /** How many bytes are to become free while {@code used} of {@code limit} are in use. */
  public static long excess(long used, long limit) {
    return Math.max(0, used - limit / 100 * RELIEVED);
  }

  /** The greater of two. */
  public Pressure or(Pressure other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** True if nothing new is let in. */
  public boolean refuses() {
    return compareTo(REFUSE) >= 0;
  }
}
