package dev.gatehouse.core.transport.http1;

/**
 * What a client still has to send of a request's content, and whether anybody wants it: decides
 * when it is told to go on, and when it is not worth the wait.
 *
 * <p>Confined to its event loop.
 */
final class RequestContent {
  /**
   * Content of a request that was already answered, read and dropped to keep the connection; beyond
   * it, it is closed.
   */
  private static final int WORTH_DRAINING = 64 * 1024;

  private boolean pending;
  private boolean continueExpected;
  private boolean unwanted;
  private int drained;

  /**
   * A request begins.
   *
   * @param follows whether it has content
   * @param expectsContinue whether the client waits for 100 (Continue) before it sends that
   */
  void begin(boolean follows, boolean expectsContinue) {
    pending = follows;
    continueExpected = follows && expectsContinue;
    unwanted = false;
    drained = 0;
  }

  /** True while there is more to come. */
  boolean isPending() {
    return pending;
  }

  /** Nothing more is to come, or nothing more will be read. */
  void over() {
    pending = false;
  }

  /** Says whether the client is to be told to go on; it is told once. */
  boolean takeContinue() {
    boolean expected = continueExpected;
    continueExpected = false;
    return expected;
  }

  /** Nobody reads the rest. */
  void giveUp() {
    unwanted = true;
    continueExpected = false;
  }

  /** True if nobody reads the rest. */
  boolean isUnwanted() {
    return unwanted;
  }

  /**
   * Takes note of {@code bytes} that arrived.
   *
   * @return true if more was dropped than the connection is worth
   */
  boolean arrived(int bytes) {
    continueExpected = false;
    if (unwanted) {
      drained += bytes;
    }
    return drained > WORTH_DRAINING;
  }

  /**
   * Says whether an answer of {@code status} now comes ahead of the content and leaves no reason to
   * wait for the rest of it: the connection cannot go on.
   */
  boolean isAbandonedBy(int status) {
    return pending && (status >= 400 || continueExpected);
  }
}
