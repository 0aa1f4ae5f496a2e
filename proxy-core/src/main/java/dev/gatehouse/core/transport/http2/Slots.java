package dev.gatehouse.core.transport.http2;

/**
 * The places that the requests of one client's connection take at backends. A request that is
 * cancelled keeps its place for a while: to the client it is over at once, but a backend still
 * works on what it was asked. So opening and cancelling does not get more work done than the
 * connection's limit on streams allows, twice over.
 *
 * <p>Confined to the connection's event loop.
 */
final class Slots {
  /** How long a backend is taken to be at work on a request that was cancelled. */
  static final long HELD_NANOS = 1_000_000_000L;

  private final long[] freeAt;
  private int first;
  private int held;

  /**
   * @param streams how many requests the client may have under way
   */
  Slots(int streams) {
    this.freeAt = new long[2 * streams];
  }

  /** Says whether there is a place for one more request beside {@code active} ones. */
  boolean free(int active, long now) {
    while (held > 0 && freeAt[first] - now <= 0) {
      first = (first + 1) % freeAt.length;
      held--;
    }
    return active + held < freeAt.length;
  }

  /** A request that had gone to a backend was cancelled. */
  void cancelled(long now) {
    if (held < freeAt.length) {
      freeAt[(first + held) % freeAt.length] = now + HELD_NANOS;
      held++;
    }
  }
}
