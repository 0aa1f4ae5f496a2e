package dev.gatehouse.server.restart;

import dev.gatehouse.core.transport.listen.Listener;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of listeners that stay open when this process ends, because systemd keeps them: it
 * opened them itself, or has a store for what a service wants kept (FileDescriptorStoreMax=).
 * Clients that connect while the service restarts wait there for the next process. Guarded by
 * itself.
 */
public final class KeptSockets {
  private static final String PREFIX = "gatehouse-";

  private final Supervisor manager;
  private final boolean store;
  private final Set<String> systemds;
  private final Map<String, Listener> stored = new LinkedHashMap<>();

  /**
   * @param environment says whether there is a store, and how much room is in it
   * @param systemds the listeners whose sockets were systemd's from the start
   */
  public KeptSockets(Supervisor manager, Map<String, String> environment, Set<String> systemds) {
    this.manager = manager;
    this.store = manager.present() && hasRoom(environment.get("FDSTORE"));
    this.systemds = Set.copyOf(systemds);
  }

  private static boolean hasRoom(@Nullable String store) {
    return store != null && store.matches("[1-9]\\d*");
  }

  /** Has the sockets of {@code listeners} kept, and no others that were. */
  public synchronized void keep(List<Listener> listeners) {
    if (!store) {
      return;
    }
    Map<String, Listener> wanted = new LinkedHashMap<>();
    for (Listener each : listeners) {
      if (each.descriptor().isPresent()) {
        wanted.put(name(each.name()), each);
      }
    }
    stored
        .entrySet()
        .removeIf(entry -> {
          boolean gone = wanted.get(entry.getKey()) != entry.getValue();
          if (gone) {
            manager.forget(entry.getKey());
          }
          return gone;
        });
    wanted.forEach((name, listener) -> {
      if (stored.putIfAbsent(name, listener) == null) {
        manager.keep(name, listener.descriptor().getAsInt());
      }
    });
  }

  /** The listeners among {@code listeners} whose sockets are kept. */
  public synchronized Set<String> among(List<Listener> listeners) {
    Set<String> kept = new HashSet<>();
    for (Listener each : listeners) {
      if (stored.containsValue(each) || (each.isAdopted() && systemds.contains(each.name()))) {
        kept.add(each.name());
      }
    }
    return kept;
  }

  /** A name that systemd allows. */
  private static String name(String listener) {
    String letters = listener.replaceAll("[^A-Za-z0-9._-]", "_");
    return PREFIX + letters.substring(0, Math.min(letters.length(), 200));
  }
}
