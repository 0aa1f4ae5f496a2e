package dev.gatehouse.core.transport.listen;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The connections that met one fate lately: how many, and who most of them came from. Decides when
 * that is worth a line in the log: at once when there are many, then once per period while it goes
 * on.
 *
 * <p>The address is found by the majority vote of Boyer and Moore: one candidate and its lead,
 * whatever the number of addresses.
 */
final class Burst {
  /** The shortest time between two lines, and that within which connections are counted up. */
  static final long PERIOD = 60_000_000_000L;

  /**
   * What is to be said.
   *
   * @param seconds since the first of them, rounded up
   * @param mostly where at least half of them came from; null if there is no such address
   */
  record Line(int count, long seconds, @Nullable InetAddress mostly) {}

  private final int many;
  private int count;
  private long since;
  private long quietUntil;
  private boolean said;
  private @Nullable InetAddress candidate;
  private int lead;

  /**
   * @param many how many within a period are worth a line
   */
  Burst(int many) {
    this.many = many;
  }

  /** Counts one from {@code peer}; returns what is to be said now, mostly null. */
  @Nullable Line add(InetAddress peer, long now) {
    Line due = count > 0 && now - since >= PERIOD ? turn(now) : null;
    if (count == 0) {
      since = now;
    }
    count++;
    vote(peer);
    if (due == null && count >= many && (!said || now - quietUntil >= 0)) {
      due = take(now);
    }
    return due;
  }

  /** Returns what is left to be said of a period that is over, null if it is not or was quiet. */
  @Nullable Line turn(long now) {
    if (count == 0 || now - since < PERIOD) {
      return null;
    }
    if (count >= many) {
      return take(now);
    }
    clear();
    return null;
  }

  private Line take(long now) {
    long seconds = (now - since + 999_999_999L) / 1_000_000_000L;
    Line line = new Line(count, Math.max(1, seconds), lead * 2 >= count ? candidate : null);
    said = true;
    quietUntil = now + PERIOD;
    clear();
    return line;
  }

  private void vote(InetAddress peer) {
    if (lead == 0) {
      candidate = peer;
      lead = 1;
    } else {
      lead += peer.equals(candidate) ? 1 : -1;
    }
  }

  private void clear() {
    count = 0;
    candidate = null;
    lead = 0;
  }
}
