package dev.gatehouse.core.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop, swept by its coarse tick: adding, removing and moving one are a
 * few array writes.
 *
 * <p>A deadline fires between its moment and one tick later. Confined to one event loop.
 */
public final class Deadlines {
  private @Nullable Timed[] members = new Timed[64];
  private int size;

  /** Registers {@code timed}; a member already registered stays where it is. */
  public void add(Timed timed) {
    if (timed.slot >= 0) {
      return;
    }
    if (size == members.length) {
      members = Arrays.copyOf(members, size * 2);
    }
    timed.slot = size;
    members[size++] = timed;
  }

  /** Takes {@code timed} out; does nothing if it is not registered. */
  public void remove(Timed timed) {
    int slot = timed.slot;
    if (slot < 0) {
      return;
    }
    Timed last = members[--size];
    members[size] = null;
    timed.slot = -1;
    if (last != null && last != timed) {
      members[slot] = last;
      last.slot = slot;
    }
  }

  public int size() {
    return size;
  }

  /**
   * Calls {@link Timed#expired} on every member whose deadline is at or before {@code now}. Members
   * may come and go meanwhile.
   */
  public void sweep(long now) {
    for (int i = size - 1; i >= 0; i--) {
      Timed timed = i < size ? members[i] : null;
      if (timed != null && timed.isDue(now)) {
        timed.deadline(Timed.NEVER);
        timed.expired(now);
      }
    }
  }
}
