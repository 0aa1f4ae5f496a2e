package dev.gatehouse.core.transport.http2;

import org.jspecify.annotations.Nullable;

/**
 * The fields that the compressor of one connection has sent before and its peer remembers (RFC 7541
 * §2.3.2): a ring, the newest first, whose size is bounded by the bytes that the peer spends on it.
 *
 * <p>Look-ups scan the ring by hash: it holds some dozen fields. Confined to its event loop.
 */
final class DynamicTable {
  /** Not in the table. */
  static final int NONE = 0;

  /** What an entry costs beside its characters (RFC 7541 §4.1). */
  private static final int ENTRY_COST = 32;

  /** The most bytes that it has, whatever the peer allows: it needs as much here. */
  static final int MOST = 4096;

  /** No more entries fit into {@link #MOST}; a power of two. */
  private static final int SLOTS = MOST / ENTRY_COST;

  private static final int MASK = SLOTS - 1;

  private final int[] hashes = new int[SLOTS];
  private final @Nullable String[] names = new String[SLOTS];
  private final @Nullable String[] values = new String[SLOTS];
  private int capacity = MOST;
  private int bytes;
  private int newest;
  private int count;

  /** Bytes that it may have now. */
  int capacity() {
    return capacity;
  }

  /** Bounds it to {@code most} bytes, at most {@link #MOST}; the oldest fields go if they must. */
  void resize(int most) {
    capacity = most;
    evict(0);
  }

  /** True if a field of this name and value has room in it at all. */
  boolean takes(String name, String value) {
    return cost(name, value) <= capacity;
  }

  /** How far the field is from the newest, which is 1; {@link #NONE} if it is not here. */
  int index(String name, String value) {
    int hash = hash(name, value);
    for (int i = 0; i < count; i++) {
      int at = (newest - i) & MASK;
      if (hashes[at] == hash && name.equals(names[at]) && value.equals(values[at])) {
        return i + 1;
      }
    }
    return NONE;
  }

  /** The newest field of this name, {@link #NONE} if there is none. */
  int index(String name) {
    for (int i = 0; i < count; i++) {
      if (name.equals(names[(newest - i) & MASK])) {
        return i + 1;
      }
    }
    return NONE;
  }

  /** Adds a field that the table {@link #takes}; the oldest go for it if they must. */
  void add(String name, String value) {
    int cost = cost(name, value);
    evict(cost);
    newest = (newest + 1) & MASK;
    hashes[newest] = hash(name, value);
    names[newest] = name;
    values[newest] = value;
    bytes += cost;
    count++;
  }

  private void evict(int room) {
    while (bytes + room > capacity && count > 0) {
      int oldest = (newest - --count) & MASK;
      bytes -= cost(text(names[oldest]), text(values[oldest]));
      names[oldest] = null;
      values[oldest] = null;
    }
  }

  private static String text(@Nullable String present) {
    if (present == null) {
      throw new IllegalStateException("table: a slot in use is empty");
    }
    return present;
  }

  private static int cost(String name, String value) {
    return name.length() + value.length() + ENTRY_COST;
  }

  private static int hash(String name, String value) {
    return 31 * name.hashCode() + value.hashCode();
  }
}
