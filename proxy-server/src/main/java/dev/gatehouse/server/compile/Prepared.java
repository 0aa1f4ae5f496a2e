package dev.gatehouse.server.compile;

import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.config.load.Origin;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.config.load.RoutePlaces;
import dev.gatehouse.server.discovery.BackendFiles;
import dev.gatehouse.server.lint.Lint;
import dev.gatehouse.server.trial.Course;
import dev.gatehouse.server.trial.Trials;
import dev.gatehouse.tls.CertificateInfo;
import dev.gatehouse.tls.TlsState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A valid configuration with everything that it points at read, and its own tests run: ready to
 * compile if there are no errors.
 *
 * @param origin what it was read from
 * @param table which request takes which route
 * @param tls certificates and trust
 * @param files lists of backends
 * @param places where its routes stand
 * @param failures of its tests
 * @param hints what it says and hardly means
 */
public record Prepared(
    GatehouseSettings settings,
    Origin origin,
    RouteTable<RouteSettings> table,
    TlsLoad tls,
    BackendFiles files,
    RoutePlaces places,
    List<Problem> failures,
    List<Problem> hints)
    implements AutoCloseable {

  /**
   * Reads all that {@code loaded} points at; blocks on files.
   *
   * @param base what relative paths start from
   */
  public static Prepared of(Loaded.Valid loaded, Path base, TlsState state) {
    return of(loaded, base, state, Course.table(loaded.settings()));
  }

  /**
   * Reads all that {@code loaded} points at; blocks on files.
   *
   * @param table which request takes which route of it
   */
  public static Prepared of(
      Loaded.Valid loaded, Path base, TlsState state, RouteTable<RouteSettings> table) {
    GatehouseSettings settings = loaded.settings();
    TlsLoad tls = TlsLoad.of(settings, base, loaded.positions(), state);
    Map<String, List<CertificateInfo>> certificates = new LinkedHashMap<>();
    tls.listeners().forEach((name, store) -> certificates.put(name, store.certificates()));
    return new Prepared(
        settings,
        loaded.origin(),
        table,
        tls,
        BackendFiles.of(settings, loaded.positions()),
        loaded.positions().routes(settings.routes().size()),
        Trials.failures(settings, table, loaded.positions()),
        Lint.warnings(settings, table, certificates, state.clock().instant(), loaded.positions()));
  }

  /** What keeps the configuration from being used. */
  public List<Problem> errors() {
    return Stream.of(tls.errors(), files.errors(), failures).flatMap(List::stream).toList();
  }

  /** What is served with, but hardly meant. */
  public List<Problem> warnings() {
    return Stream.concat(tls.warnings().stream(), hints.stream()).toList();
  }

  /** Closes everything that was loaded. */
  @Override
  public void close() {
    tls.close();
  }
}
