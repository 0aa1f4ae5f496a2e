package dev.gatehouse.server.restart;

import dev.gatehouse.core.transport.listen.OpenSockets;
import java.util.Set;

/**
 * How a process comes to serve: on its own, with sockets of its own or of systemd's, or in the
 * place of another process. Used by the thread that starts the server.
 */
public sealed interface Entrance extends AutoCloseable permits Alone, TakeOver {
  /** The place cannot be had; the message is one line for the operator. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }

    Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The listening sockets that are open already. */
  OpenSockets sockets();

  /** Whether there are any. */
  boolean hasSockets();

  /** What the process before this one knew. */
  Heritage heritage();

  /**
   * Everything is loaded, compiled and bound but the admin listener, whose address is free when
   * this returns. Blocks.
   */
  void prepared() throws Refused;

  /** Everything is there, and nothing can fail any more; when this returns it may serve. Blocks. */
  void ready() throws Refused;

  /** The listeners whose sockets systemd keeps open, whatever becomes of this process. */
  Set<String> kept();

  /** The process cannot serve, for this reason. */
  void failed(String why);

  /** Lets go of what was not taken. */
  @Override
  void close();
}
