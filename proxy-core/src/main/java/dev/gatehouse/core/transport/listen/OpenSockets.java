package dev.gatehouse.core.transport.listen;

import java.net.InetSocketAddress;
import java.util.OptionalInt;

/**
 * Listening sockets that were open before this process began: those that systemd holds for it, or
 * those of the process whose place it takes. Whoever wants to bind asks here first.
 */
@FunctionalInterface
public interface OpenSockets {
  /** There are none. */
  OpenSockets NONE = (_, _) -> OptionalInt.empty();

  /**
   * Takes the socket that a listener is to have, if there is one; from then on it is the caller's.
   *
   * @param listener the listener's name
   * @param address where it is to listen; port 0: anywhere
   * @return its file descriptor
   */
  OptionalInt take(String listener, InetSocketAddress address);
}
