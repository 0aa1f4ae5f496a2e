package dev.gatehouse.core.pool;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend as configured or found, and the addresses it has now. Confined to the control plane;
 * the lists it hands out are immutable.
 */
final class Member {
  private final PoolSettings pool;
  private final @Nullable Turns turns;
  private final BackendObserver observer;
  private final @Nullable InetAddress literal;
  private BackendSettings settings;
  private List<Backend> backends = List.of();

  /**
   * Makes one that has its address at once if it is given by one, and none otherwise.
   *
   * @param pool what is said of all its backends
   * @param turns the bound of the pool on requests; null if it has none
   */
  Member(
      BackendSettings settings,
      PoolSettings pool,
      @Nullable Turns turns,
      BackendObserver observer) {
    this.settings = settings;
    this.pool = pool;
    this.turns = turns;
    this.observer = observer;
    this.literal = literal(host());
    if (literal != null) {
      replace(List.of(literal));
    }
  }

  private static @Nullable InetAddress literal(String host) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) {
      return null;
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  String host() {
    return settings.url().address().host();
  }

  /** True if the addresses of its host have to be asked for. */
  boolean isNamed() {
    return literal == null;
  }

  List<Backend> backends() {
    return backends;
  }

  /** Takes over what is said of it now; its URL is the same. False if nothing else is. */
  boolean reconfigure(BackendSettings now) {
    if (now.equals(settings)) {
      return false;
    }
    settings = now;
    backends.forEach(backend -> backend.reconfigure(now, pool));
    return true;
  }

  /**
   * Takes over the addresses of {@code before}, another pool's member with the same URL. Requests
   * are counted anew where the pools do not have the same bound on them.
   */
  void adopt(Member before) {
    if (before.turns == turns) {
      backends = before.backends;
      before.backends = List.of();
    } else {
      backends = before.backends.stream().map(each -> new Backend(each, pool, turns)).toList();
    }
    backends.forEach(backend -> backend.reconfigure(settings, pool));
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
      now.add(new Backend(settings, socket, pool, turns, observer));
      changed = true;
    }
    backends = List.copyOf(now);
    return changed;
  }
}
