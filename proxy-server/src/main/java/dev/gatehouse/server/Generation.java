package dev.gatehouse.server;

import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.runtime.Snapshot;
import dev.gatehouse.server.compile.CompiledRoute;
import dev.gatehouse.server.compile.Compiler;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.compile.Traffic;
import dev.gatehouse.server.compile.Upstream;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.load.RoutePlaces;
import dev.gatehouse.tls.BackendTls;
import dev.gatehouse.tls.CertificateStore;
import dev.gatehouse.tls.TlsRefresher.Refreshable;
import dev.gatehouse.tls.TlsSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that one configuration serves with. What stays from one to the next is the very same object
 * in both. Immutable.
 *
 * @param places where its routes stand
 * @param stores certificates, by listener
 * @param trust TLS towards backends, by pool
 * @param upstreams by pool
 * @param routes by name
 * @param traffic splits and mirrors
 * @param table which request takes which route, with the settings of each
 */
record Generation(
    GatehouseSettings settings,
    RoutePlaces places,
    Map<String, CertificateStore> stores,
    Map<String, BackendTls> trust,
    Map<String, Upstream> upstreams,
    Map<String, CompiledRoute> routes,
    Traffic traffic,
    RouteTable<RouteSettings> table,
    Snapshot snapshot) {

  static Generation first(Prepared prepared, Compiler.Compiled compiled) {
    return new Generation(
        prepared.settings(),
        prepared.places(),
        prepared.tls().listeners(),
        prepared.tls().pools(),
        compiled.upstreams(),
        compiled.routes(),
        compiled.traffic(),
        prepared.table(),
        compiled.snapshot());
  }

  /** The one after this; of what {@code prepared} has loaded it takes what is not there yet. */
  Generation next(Prepared prepared, Compiler.Compiled compiled) {
    Map<String, CertificateStore> nextStores = new LinkedHashMap<>();
    prepared
        .tls()
        .listeners()
        .forEach((name, loaded) -> {
          CertificateStore known = stores.get(name);
          boolean same = Objects.equals(tls(settings, name), tls(prepared.settings(), name));
          nextStores.put(name, known != null && same ? known : loaded);
        });
    Map<String, BackendTls> nextTrust = new LinkedHashMap<>();
    prepared
        .tls()
        .pools()
        .forEach((name, loaded) -> {
          BackendTls known = trust.get(name);
          Upstream was = upstreams.get(name);
          boolean same = was != null && was.connects(compiled.upstreams().get(name));
          nextTrust.put(name, known != null && same ? known : loaded);
        });
    return new Generation(
        prepared.settings(),
        prepared.places(),
        nextStores,
        nextTrust,
        compiled.upstreams(),
        compiled.routes(),
        compiled.traffic(),
        prepared.table(),
        compiled.snapshot());
  }

  private static @Nullable TlsSettings tls(GatehouseSettings settings, String listener) {
    ListenerSettings known = settings.listeners().get(listener);
    return known == null ? null : known.tls();
  }

  /** Everything made of files that is looked at again. */
  List<Refreshable> refreshables() {
    List<Refreshable> all = new ArrayList<>(stores.values());
    all.addAll(trust.values());
    return all;
  }
}
