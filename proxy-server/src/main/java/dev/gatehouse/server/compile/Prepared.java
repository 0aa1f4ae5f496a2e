package dev.gatehouse.server.compile;

import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.discovery.BackendFiles;
import dev.gatehouse.tls.TlsState;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A valid configuration with everything that it points at read: ready to compile if there are no
 * errors.
 *
 * @param tls certificates and trust
 * @param files lists of backends
 */
public record Prepared(GatehouseSettings settings, TlsLoad tls, BackendFiles files)
    implements AutoCloseable {

  /**
   * Reads all that {@code loaded} points at; blocks on files.
   *
   * @param base what relative paths start from
   */
  public static Prepared of(Loaded.Valid loaded, Path base, TlsState state) {
    return new Prepared(
        loaded.settings(),
        TlsLoad.of(loaded.settings(), base, loaded.positions(), state),
        BackendFiles.of(loaded.settings(), loaded.positions()));
  }

  /** What keeps the configuration from being used. */
  public List<Problem> errors() {
    return Stream.concat(tls.errors().stream(), files.errors().stream()).toList();
  }

  /** What is served with, but hardly meant. */
  public List<Problem> warnings() {
    return tls.warnings();
  }

  /** Closes everything that was loaded. */
  @Override
  public void close() {
    tls.close();
  }
}
