package dev.gatehouse.core.pool;

import dev.gatehouse.core.failure.Failure;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Someone who asks name servers. It remembers nothing: each call asks anew.
 *
 * <p>Called on {@link #executor()}.
 */
public interface NameResolver {
  /**
   * Who hears the outcome: exactly one call, on {@link #executor()}.
   *
   * @param <A> what an answer is
   */
  interface Listener<A> {
    /**
     * There is an answer.
     *
     * @param lifetime how long it holds (RFC 1035 §3.2.1), zero or more
     */
    void resolved(A answer, Duration lifetime);

    /** No answer, or one without content. */
    void failed(Failure failure);
  }

  /** Where names are resolved and listeners called. */
  EventExecutor executor();

  /**
   * Looks up the addresses of a host: at least one, each once, in any order.
   *
   * @param name a host name in ASCII, not an address
   */
  void resolve(String name, Listener<List<InetAddress>> listener);

  /**
   * Looks up who offers a service (RFC 2782): at least one.
   *
   * @param name such as {@code _http._tcp.example.com}
   */
  void services(String name, Listener<ServiceAnswer> listener);
}
