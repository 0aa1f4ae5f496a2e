package dev.gatehouse.core.transport.listen;

import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;

/** The failure to bind a listener's address; the message is fit for the operator. */
public final class BindFailed extends Exception {
  private static final long serialVersionUID = 1;

  BindFailed(String listener, InetSocketAddress address, Throwable cause) {
    super("listener " + listener + ": cannot bind " + text(address) + ": " + reason(cause), cause);
  }

  /** Without the system call and the number that native transports put before it. */
  private static String reason(Throwable cause) {
    if (cause instanceof UnresolvedAddressException) {
      return "unknown host";
    }
    String message = String.valueOf(cause.getMessage());
    int numbered = message.indexOf("): ");
    return numbered < 0 ? message : message.substring(numbered + 3);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
