package dev.gatehouse.core.transport.listen;

import java.net.InetSocketAddress;

/** The failure to bind a listener's address; the message is fit for the operator. */
public final class BindFailed extends Exception {
  private static final long serialVersionUID = 1;

  BindFailed(String listener, InetSocketAddress address, Throwable cause) {
    super(
        "listener " + listener + ": cannot bind " + text(address) + ": " + cause.getMessage(),
        cause);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
