package dev.gatehouse.server;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.transport.listen.BindFailed;
import dev.gatehouse.core.transport.listen.Listener;
import dev.gatehouse.core.transport.listen.ServerTls;
import dev.gatehouse.server.config.ListenerSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of one configuration, by name, in its order. Immutable.
 *
 * @param open each with the settings it serves by
 */
record Doors(Map<String, Door> open) {
  /** One listener. */
  record Door(ListenerSettings settings, Listener listener) {
    private boolean isAt(ListenerSettings other) {
      return settings.address().equals(other.address());
    }
  }

  /** A listener of a configuration cannot be bound. */
  static final class CannotOpen extends Exception {
    private static final long serialVersionUID = 1;

    private final String listener;

    CannotOpen(String listener, BindFailed cause) {
      super(cause.getMessage(), cause);
      this.listener = listener;
    }

    String listener() {
      return listener;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

  static Doors none() {
    return new Doors(Map.of());
  }

  /**
   * The listeners of a new configuration: those whose address stays are the same, others are bound
   * but let nobody in yet. Nothing is left behind if one cannot be bound.
   *
   * @param setups makes what a listener is bound with, of its name and its TLS
   */
  Doors next(
      Map<String, ListenerSettings> settings,
      Map<String, ? extends ServerTls> tls,
      BiFunction<String, @Nullable ServerTls, Listener.Setup> setups)
      throws CannotOpen {
    Map<String, Door> next = new LinkedHashMap<>();
    for (ListenerSettings each : settings.values()) {
      Door known = open.get(each.name());
      if (known != null && known.isAt(each)) {
        next.put(each.name(), new Door(each, known.listener()));
        continue;
      }
      InetSocketAddress address =
          new InetSocketAddress(each.address().host(), each.address().port());
      try {
        Listener.Setup setup = setups.apply(each.name(), tls.get(each.name()));
        next.put(each.name(), new Door(each, Listener.reserve(setup, address)));
      } catch (BindFailed e) {
        new Doors(next).without(this).forEach(Listener::leaveSocket); // nobody was let in
        throw new CannotOpen(each.name(), e);
      }
    }
    return new Doors(next);
  }

  /** Those listeners that {@code other} has not. */
  List<Listener> without(Doors other) {
    List<Listener> own = new ArrayList<>(listeners());
    own.removeAll(other.listeners());
    return own;
  }

  /** Lets clients in where {@code before} did not, and bounds and secures all as is to be. */
  void enter(Doors before, LimitSettings limits, Map<String, ? extends ServerTls> tls) {
    List<Listener> fresh = without(before);
    open.forEach((name, door) -> {
      if (fresh.contains(door.listener())) {
        door.listener().accept();
        LOG.info(
            "listener {} on {} ({})",
            name,
            bound(door.settings().address(), door.listener().address()),
            door.settings().tls() == null ? "http" : "https");
      } else {
        door.listener().change(limits, tls.get(name));
      }
    });
  }

  /** The address as it was configured, with the port that the system chose if that was 0. */
  static HostPort bound(HostPort configured, InetSocketAddress actual) {
    return new HostPort(configured.host(), actual.getPort());
  }

  List<Listener> listeners() {
    return open.values().stream().map(Door::listener).toList();
  }
}
