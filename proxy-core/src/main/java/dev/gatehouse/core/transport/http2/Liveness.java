package dev.gatehouse.core.transport.http2;

/**
 * The judgement whether a backend is still there: one that was sent something and says nothing at
 * all is asked by a PING, and given up if it does not answer that either. So requests do not go on
 * to a machine that is gone for as long as the kernel takes to notice.
 *
 * <p>Silence alone is no reason to ask: backends count PINGs that come without need, and end
 * connections for them.
 *
 * <p>Confined to the connection's event loop.
 */
final class Liveness {
  /** How long a backend may say nothing after something was sent to it. */
  static final long SILENT_NANOS = 15_000_000_000L;

  /** How long it may take to answer a PING. */
  static final long ANSWER_NANOS = 10_000_000_000L;

  /** What is to be done. */
  enum Verdict {
    WAIT,
    ASK,
    GIVE_UP
  }

  private boolean owing;
  private boolean asked;
  private long since;

  /** Something was sent that a backend reacts to. */
  void sent(long now) {
    if (!owing) {
      owing = true;
      since = now;
    }
  }

  /** Something arrived. */
  void heard() {
    owing = false;
    asked = false;
  }

  /** Says what is due; after {@link Verdict#ASK} it takes the question for asked. */
  Verdict judge(long now) {
    if (!owing || now - since < (asked ? ANSWER_NANOS : SILENT_NANOS)) {
      return Verdict.WAIT;
    }
    if (asked) {
      return Verdict.GIVE_UP;
    }
    asked = true;
    since = now;
    return Verdict.ASK;
  }
}
