package dev.gatehouse.server.timeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last journeys of one kind on one event loop. It takes {@value #PER_SECOND} in a second and
 * counts the others: a storm of failures neither costs more than that nor drives out in a moment
 * what was there before it.
 *
 * <p>One writing thread; any may read.
 */
final class Shelf {
  /** How many journeys it takes in a second. */
  static final int PER_SECOND = 50;

  private static final long SECOND = 1_000_000_000;
  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Journey[].class);
  private static final VarHandle SKIPPED;

  static {
    try {
      SKIPPED = MethodHandles.lookup().findVarHandle(Shelf.class, "skipped", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Journey[] places;
  private int next;
  private long secondBegan;
  private int thisSecond;
  private long skipped;

  /**
   * @param size how many it keeps, at least 1
   */
  Shelf(int size) {
    places = new @Nullable Journey[size];
  }

  /** Says whether it takes one more at {@code now}, in nanoseconds; counts it if it does not. */
  boolean takes(long now) {
    if (now - secondBegan >= SECOND || thisSecond == 0) {
      secondBegan = now;
      thisSecond = 0;
    }
    if (thisSecond < PER_SECOND) {
      thisSecond++;
      return true;
    }
    SKIPPED.setOpaque(this, skipped + 1);
    return false;
  }

  /** Keeps {@code journey} in place of the oldest. */
  void add(Journey journey) {
    PLACE.setRelease(places, next, journey);
    next = next + 1 == places.length ? 0 : next + 1;
  }

  /** Adds what is kept, in no order. For any thread. */
  void copyTo(List<Journey> into) {
    for (int i = 0; i < places.length; i++) {
      Journey journey = (Journey) PLACE.getAcquire(places, i);
      if (journey != null) {
        into.add(journey);
      }
    }
  }

  /** How many were not taken. For any thread. */
  long skipped() {
    return (long) SKIPPED.getOpaque(this);
  }
}
