package dev.gatehouse.core.pool;

import dev.gatehouse.core.failure.FailureReason;

/**
 * Someone who is told what happens between the proxy and one backend: metrics. Shared by all event
 * loops; must not block.
 *
 * <p>{@code loop} is the number of the calling event loop ({@code LoopScope.index}).
 */
public interface BackendObserver {
  /** Ignores everything. */
  BackendObserver NONE =
      new BackendObserver() {
        @Override
        public void attempted(int loop) {}

        @Override
        public void waited(int loop, long nanos) {}

        @Override
        public void connected(int loop, long nanos) {}

        @Override
        public void connectFailed(int loop, FailureReason reason) {}

        @Override
        public void responded(int loop, int status, long nanos) {}

        @Override
        public void failed(int loop, FailureReason reason) {}
      };

  /** A request was assigned to the backend; a retry counts again. */
  void attempted(int loop);

  /** A request got a connection after it had to wait {@code nanos} for one. */
  void waited(int loop, long nanos);

  /** A connection was opened; with TLS, including the handshake, in {@code nanos}. */
  void connected(int loop, long nanos);

  /** A connection could not be opened. */
  void connectFailed(int loop, FailureReason reason);

  /**
   * The head of an answer arrived.
   *
   * @param nanos the time since the attempt began
   */
  void responded(int loop, int status, long nanos);

  /** An attempt failed, before or after the head of its answer. */
  void failed(int loop, FailureReason reason);

  /** A probe came to its end; called by the control plane. */
  default void probed(boolean passed) {}

  /** The backend was ejected; called by the control plane. */
  default void ejected() {}
}
