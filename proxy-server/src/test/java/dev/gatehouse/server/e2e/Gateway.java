package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.GatehouseServer;
import dev.gatehouse.server.StartFailed;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsState;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/** A running Gatehouse, configured by text; its listeners ask for port 0. */
final class Gateway implements AutoCloseable {
  private final GatehouseServer server;
  private boolean stopped;

  private Gateway(GatehouseServer server) {
    this.server = server;
  }

  /** Starts one without TLS files. */
  static Gateway start(String yaml) {
    return start(yaml, Path.of("").toAbsolutePath());
  }

  /**
   * @param directory what relative paths in {@code yaml} are relative to
   */
  static Gateway start(String yaml, Path directory) {
    Loaded loaded = new ConfigurationLoader(Map.of()).load("test", yaml, directory);
    if (!(loaded instanceof Loaded.Valid valid)) {
      throw new AssertionError(loaded);
    }
    TlsState state = new TlsState(TlsEngine.detect(), InstantSource.system());
    Prepared prepared = Prepared.of(valid, directory, state);
    assertThat(prepared.errors()).isEmpty();
    try {
      return new Gateway(GatehouseServer.start(prepared, state, "test"));
    } catch (StartFailed e) {
      throw new AssertionError(e);
    }
  }

  /** The address of a listener, on loopback. */
  InetSocketAddress address(String listener) {
    return server.listeners().stream()
        .filter(each -> each.name().equals(listener))
        .findFirst()
        .orElseThrow()
        .address();
  }

  int port(String listener) {
    return address(listener).getPort();
  }

  /** A URL at a cleartext listener. */
  URI http(String listener, String path) {
    return URI.create("http://127.0.0.1:" + port(listener) + path);
  }

  /** A URL at a listener with TLS. */
  URI https(String listener, String path) {
    return URI.create("https://localhost:" + port(listener) + path);
  }

  /** A URL at the admin listener. */
  URI admin(String path) {
    int port = Objects.requireNonNull(server.adminAddress()).getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Ends as SIGTERM has it end. */
  void stop(Duration patience) {
    stopped = true;
    server.stop(patience);
  }

  @Override
  public void close() {
    if (!stopped) {
      stop(Duration.ZERO);
    }
  }
}
