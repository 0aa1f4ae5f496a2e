package dev.gatehouse.core.time;

/**
 * Something with at most one deadline at a time, swept by {@link Deadlines}. A subclass moves its
 * deadline by a field write; that costs a request nothing where a scheduled task would cost a
 * queue.
 *
 * <p>Confined to the event loop of the {@link Deadlines} it is registered with.
 */
public abstract class Timed {
  /** No deadline. */
  public static final long NEVER = Long.MAX_VALUE;

  int slot = -1;
  private long deadline = NEVER;

  /**
   * Sets the moment, in {@link Clock#nanos()}, after which {@link #expired} is called once; {@link
   * #NEVER} for none.
   */
  public final void deadline(long nanos) {
    deadline = nanos;
  }

  public final long deadline() {
    return deadline;
  }

  final boolean isDue(long now) {
    return deadline != NEVER && deadline - now <= 0;
  }

  /** The deadline has passed; it was reset to {@link #NEVER} before this call. */
  protected abstract void expired(long now);
}
