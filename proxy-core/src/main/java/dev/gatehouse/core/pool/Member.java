package dev.gatehouse.core.pool;

import dev.gatehouse.core.health.Outcomes;
import dev.gatehouse.core.health.PassiveHealthSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A backend as configured, and the addresses it has now. Confined to who resolves its name; the
 * lists it hands out are immutable.
 */
final class Member {
  private final BackendSettings settings;
  private final ConnectionSettings connections;
  private final PassiveHealthSettings passive;
  private final BackendObserver observer;
  private List<Backend> backends = List.of();

  /**
   * @param pool what the pool says of all its backends
   */
  Member(BackendSettings settings, PoolSettings pool, BackendObserver observer) {
    this.settings = settings;
    this.connections = pool.connections();
    this.passive = pool.health().passive();
    this.observer = observer;
  }

  String host() {
    return settings.url().address().host();
  }

  List<Backend> backends() {
    return backends;
  }

  /**
   * Takes over a new answer: addresses that stay keep their place and their {@code Backend}, others
   * are retired, new ones follow. False if it is the old answer in whatever order.
   */
  boolean replace(List<InetAddress> addresses) {
    List<InetAddress> fresh = new ArrayList<>(addresses);
    List<Backend> now = new ArrayList<>();
    boolean changed = false;
    for (Backend backend : backends) {
      if (fresh.remove(backend.address().getAddress())) {
        now.add(backend);
      } else {
        backend.retire();
        changed = true;
      }
    }
    for (InetAddress address : fresh) {
      InetSocketAddress socket = new InetSocketAddress(address, settings.url().address().port());
      now.add(new Backend(settings, socket, connections, new Outcomes(passive), observer));
      changed = true;
    }
    backends = List.copyOf(now);
    return changed;
  }
}
