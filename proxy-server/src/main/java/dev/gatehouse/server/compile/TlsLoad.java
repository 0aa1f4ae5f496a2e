package dev.gatehouse.server.compile;

import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.server.config.AdminTlsSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.config.load.Positions;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.tls.BackendTls;
import dev.gatehouse.tls.CertificateStore;
import dev.gatehouse.tls.JdkServerTls;
import dev.gatehouse.tls.TlsProblem;
import dev.gatehouse.tls.TlsSettings;
import dev.gatehouse.tls.TlsState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a configuration's TLS settings point at, read and checked: the certificates of listeners
 * and the trust of pools, or the problems with their places in the file.
 *
 * @param listeners the stores, by the listener's name
 * @param pools for pools that have https backends or may come to have some, by the pool's name
 * @param admin that of the admin listener; null if it speaks cleartext
 * @param errors what keeps the configuration from being used
 * @param warnings what is served with, but hardly meant
 */
public record TlsLoad(
    Map<String, CertificateStore> listeners,
    Map<String, BackendTls> pools,
    @Nullable JdkServerTls admin,
    List<Problem> errors,
    List<Problem> warnings)
    implements AutoCloseable {

  /** Reads all files; blocks on them. */
  public static TlsLoad of(
      GatehouseSettings settings, Path base, Positions positions, TlsState state) {
    JdkServerTls.Loaded admin = admin(settings, base, state);
    TlsLoad load =
        new TlsLoad(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            admin.tls(),
            new ArrayList<>(),
            new ArrayList<>());
    load.note("admin.tls", admin.problems(), positions);
    for (ListenerSettings listener : settings.listeners().values()) {
      TlsSettings tls = listener.tls();
      if (tls != null) {
        CertificateStore.Loaded loaded = CertificateStore.load(listener.name(), tls, base, state);
        load.note("listeners." + listener.name() + ".tls", loaded.problems(), positions);
        if (loaded.store() != null) {
          load.listeners.put(listener.name(), loaded.store());
        }
      }
    }
    for (PoolSettings pool : settings.pools().values()) {
      boolean found = pool.discovery().findsBackends(); // who knows which
      if (found || pool.backends().stream().anyMatch(backend -> backend.url().tls())) {
        BackendTls.Loaded loaded = BackendTls.load(pool.tls(), pool.protocol(), base, state);
        load.note("pools." + pool.name() + ".tls", loaded.problems(), positions);
        if (loaded.tls() != null) {
          load.pools.put(pool.name(), loaded.tls());
        }
      }
    }
    return load;
  }

  private static JdkServerTls.Loaded admin(GatehouseSettings settings, Path base, TlsState state) {
    AdminTlsSettings tls = settings.admin() == null ? null : settings.admin().tls();
    return tls == null
        ? new JdkServerTls.Loaded(null, List.of())
        : JdkServerTls.load("admin", tls.asListener(), base, state);
  }

  private void note(String place, List<TlsProblem> found, Positions positions) {
    for (TlsProblem problem : found) {
      String path = place + problem.pointer().replaceAll("/(\\d+)", "[$1]").replace('/', '.');
      (problem.isError() ? errors : warnings).add(positions.problem(path, problem.message(), null));
    }
  }

  /** Closes everything that was loaded. */
  @Override
  public void close() {
    listeners.values().forEach(CertificateStore::close);
    pools.values().forEach(BackendTls::close);
  }
}
