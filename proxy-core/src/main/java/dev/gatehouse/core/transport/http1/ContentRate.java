package dev.gatehouse.core.transport.http1;

/**
 * How fast the content of one request arrives while somebody waits for it: time in which the proxy
 * does not want more, because the backend is slow, does not count against the client. Confined to
 * the event loop of its connection.
 */
final class ContentRate {
  private static final long NOT_WAITING = Long.MIN_VALUE;
  private static final double NANOS_PER_SECOND = 1e9;

  private long waitingSince = NOT_WAITING;
  private long waited;
  private long received;

  /** Content of another request follows. */
  void begin() {
    waitingSince = NOT_WAITING;
    waited = 0;
    received = 0;
  }

  /** More is wanted from {@code now} on, if it was not already. */
  void wanted(long now) {
    if (waitingSince == NOT_WAITING) {
      waitingSince = now;
    }
  }

  void received(int bytes, long now) {
    received += bytes;
    if (waitingSince != NOT_WAITING) {
      waited += now - waitingSince;
      waitingSince = NOT_WAITING;
    }
  }

  /**
   * True if less arrived than {@code bytesPerSecond} for the time waited, once that is more than
   * {@code grace} nanoseconds.
   */
  boolean below(long bytesPerSecond, long grace) {
    return waited > grace && received < bytesPerSecond * (waited / NANOS_PER_SECOND);
  }
}
