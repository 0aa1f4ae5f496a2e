package dev.gatehouse.core.forward;

/**
 * Someone who is told what a route decides about trying again: metrics. Shared by all event loops;
 * must not block.
 *
 * <p>{@code loop} is the number of the calling event loop ({@code LoopScope.index}).
 */
public interface RetryObserver {
  /** Ignores everything. */
  RetryObserver NONE =
      new RetryObserver() {
        @Override
        public void decided(int loop, RetryCause why, RetryDecision outcome) {}

        @Override
        public void hedged(int loop, Hedging what) {}
      };

  /** An attempt has failed, or its answer is one to try again after, and that was decided. */
  void decided(int loop, RetryCause why, RetryDecision outcome);

  /** A first attempt was slow. */
  void hedged(int loop, Hedging what);
}
