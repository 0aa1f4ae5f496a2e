package dev.gatehouse.core.pool;

/**
 * Someone who is told who comes to a pool and who leaves it: who keeps the connections. Called by
 * the control plane.
 */
public interface Membership {
  /** Ignores it. */
  Membership NONE =
      new Membership() {
        @Override
        public void joined(Backend backend) {}

        @Override
        public void left(Backend backend) {}
      };

  /** Requests may be sent to {@code backend} from now on. */
  void joined(Backend backend);

  /** No more requests are sent to {@code backend}; those it has are to be finished. */
  void left(Backend backend);
}
