package dev.gatehouse.core.pool;

import dev.gatehouse.core.failure.Failure;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Someone who finds the addresses of a host name. It remembers nothing: each call asks anew.
 *
 * <p>Called on {@link #executor()}.
 */
public interface NameResolver {
  /** Who hears the outcome: exactly one call, on {@link #executor()}. */
  interface Listener {
    /**
     * The name has addresses.
     *
     * @param addresses at least one, each once, in any order
     * @param lifetime how long they hold (RFC 1035 §3.2.1), zero or more
     */
    void resolved(List<InetAddress> addresses, Duration lifetime);

    /** No answer, or one without addresses. */
    void failed(Failure failure);
  }

  /** Where names are resolved and listeners called. */
  EventExecutor executor();

  /**
   * Looks {@code name} up.
   *
   * @param name a host name in ASCII, not an address
   */
  void resolve(String name, Listener listener);
}
