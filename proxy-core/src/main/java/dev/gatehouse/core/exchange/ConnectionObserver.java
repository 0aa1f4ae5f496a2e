package dev.gatehouse.core.exchange;

import java.util.Locale;

/**
 * Someone who is told of the connections of clients on one listener: metrics. Shared by all event
 * loops; must not block.
 *
 * <p>{@code loop} is the number of the calling event loop ({@link LoopScope#index()}).
 */
public interface ConnectionObserver {
  /** Ignores everything. */
  ConnectionObserver NONE =
      new ConnectionObserver() {
        @Override
        public void accepted(int loop) {}

        @Override
        public void closed(int loop) {}

        @Override
        public void refused(int loop, Refusal why) {}

        @Override
        public void ended(int loop, Ending why) {}

        @Override
        public void handshake(int loop, boolean succeeded, long nanos) {}
      };

  /** Why a connection was closed before it was served. */
  enum Refusal {
    /** The limit on connections is reached. */
    LIMIT,
    /** The limit on connections of one address is reached. */
    ADDRESS,
    /** Memory is short. */
    MEMORY,
    /** The proxy is about to end. */
    DRAINING;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The name in logs and metrics: {@code address}. */
    public String code() {
      return code;
    }
  }

  /** A connection was accepted and will be served. */
  void accepted(int loop);

  /** A connection that was accepted has closed. Called on the loop that accepted it. */
  void closed(int loop);

  /** A connection was closed at once; neither {@link #accepted} nor {@link #closed} is called. */
  void refused(int loop, Refusal why);

  /** The proxy is about to close a connection that was accepted; {@link #closed} follows. */
  void ended(int loop, Ending why);

  /** A TLS handshake ended after {@code nanos}. */
  void handshake(int loop, boolean succeeded, long nanos);
}
