package dev.gatehouse.server.overview;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The readings of the last minutes. Guarded by itself. */
public final class History {
  /** Ten minutes of seconds, and where they begin. */
  static final int MOST = 601;

  private final Deque<Reading> readings = new ArrayDeque<>(MOST);

  synchronized void add(Reading reading) {
    if (readings.size() == MOST) {
      readings.removeFirst();
    }
    readings.addLast(reading);
  }

  /** All of them, the oldest first. */
  public synchronized List<Reading> readings() {
    return List.copyOf(readings);
  }
}
