package dev.gatehouse.server.restart;

import dev.gatehouse.core.transport.listen.OpenSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets that this process was passed and that no listener has taken yet. Guarded by
 * itself.
 */
final class PassedSockets implements OpenSockets {
  private static final Logger LOG = LoggerFactory.getLogger(PassedSockets.class);

  private final List<ListeningSocket> left;
  private final Set<String> kept = new TreeSet<>();
  private final List<String> taken = new ArrayList<>();

  PassedSockets(List<ListeningSocket> sockets) {
    this.left = new ArrayList<>(sockets);
  }

  @Override
  public synchronized OptionalInt take(String listener, InetSocketAddress address) {
    ListeningSocket found = match(left, listener, address);
    if (found == null) {
      return OptionalInt.empty();
    }
    left.remove(found);
    taken.add(found.name());
    if (found.kept()) {
      kept.add(listener);
    }
    return OptionalInt.of(found.descriptor());
  }

  /**
   * The socket for a listener: one at exactly its address; for a wildcard address also one at the
   * other family's wildcard, which systemd makes of a port alone and which serves both; and where
   * the port is to be anyone's, the one of the listener's name. Pure.
   */
  static @Nullable ListeningSocket match(
      List<ListeningSocket> sockets, String listener, InetSocketAddress wanted) {
    if (wanted.getPort() == 0) {
      return sockets.stream()
          .filter(each -> each.name().equals(listener) && sameHost(each, wanted.getAddress()))
          .findFirst()
          .orElse(null);
    }
    List<ListeningSocket> atPort =
        sockets.stream().filter(each -> each.address().getPort() == wanted.getPort()).toList();
    return atPort.stream()
        .filter(each -> each.address().equals(wanted))
        .findFirst()
        .or(() ->
            atPort.stream().filter(each -> bothAreWildcards(each, wanted.getAddress())).findFirst())
        .orElse(null);
  }

  private static boolean sameHost(ListeningSocket socket, @Nullable InetAddress wanted) {
    return socket.address().getAddress().equals(wanted) || bothAreWildcards(socket, wanted);
  }

  private static boolean bothAreWildcards(ListeningSocket socket, @Nullable InetAddress wanted) {
    return wanted != null
        && wanted.isAnyLocalAddress()
        && socket.address().getAddress().isAnyLocalAddress();
  }

  /** The listeners whose sockets systemd keeps, whatever becomes of this process. */
  synchronized Set<String> kept() {
    return Set.copyOf(kept);
  }

  /** The names under which those that listeners have taken were passed. */
  synchronized List<String> taken() {
    return List.copyOf(taken);
  }

  /** Closes those that no listener has taken: clients would wait in them for nobody. */
  synchronized void closeRest() {
    for (ListeningSocket each : left) {
      if (each.kept()) {
        LOG.warn(
            "systemd passes a socket at {} ({}) that no listener asks for: clients wait there in"
                + " vain",
            each.address(),
            each.name());
      }
      each.close();
    }
    left.clear();
  }
}
