package dev.gatehouse.server.discovery;

/**
 * The decision when something that is looked at again and again is to be read: when it has changed
 * and then looked the same twice, as somebody may still be writing it; but a restless thing is not
 * waited for longer than {@value #PATIENCE} looks. Pure but for what it remembers.
 *
 * @param <S> what a look sees
 */
public final class Settling<S> {
  private static final int PATIENCE = 10;

  private S used;
  private S seen;
  private int restless;

  /**
   * @param used what was seen when it was last read
   */
  public Settling(S used) {
    this.used = used;
    this.seen = used;
  }

  /** Takes note of a look; says whether it is to be read now. */
  public boolean isToBeRead(S now) {
    if (now.equals(used)) {
      seen = now;
      restless = 0;
      return false;
    }
    if (!now.equals(seen) && ++restless < PATIENCE) {
      seen = now;
      return false;
    }
    used = now;
    seen = now;
    restless = 0;
    return true;
  }
}
