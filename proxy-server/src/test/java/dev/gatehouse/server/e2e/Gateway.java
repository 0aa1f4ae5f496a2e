package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.listen.Listener;
import dev.gatehouse.server.GatehouseServer;
import dev.gatehouse.server.StartFailed;
import dev.gatehouse.server.cli.GatehouseCommand;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.reload.ConfigurationSource;
import dev.gatehouse.server.reload.Occasion;
import dev.gatehouse.server.reload.ReloadResult;
import dev.gatehouse.server.restart.Entrance;
import dev.gatehouse.server.restart.Place;
import dev.gatehouse.server.restart.Places;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A running Gatehouse, configured by text; its listeners ask for port 0. */
public final class Gateway implements AutoCloseable {
  /** A configuration that a test writes anew. */
  private static final class Text implements ConfigurationSource {
    private final Path directory;
    private volatile String yaml;

    Text(String yaml, Path directory) {
      this.yaml = yaml;
      this.directory = directory;
    }

    @Override
    public Loaded load() {
      return load(yaml);
    }

    @Override
    public String text() {
      return yaml;
    }

    @Override
    public Loaded load(String text) {
      return new ConfigurationLoader(Map.of()).load("test", text, directory);
    }

    @Override
    public List<Path> files() {
      return List.of();
    }

    @Override
    public Path base() {
      return directory;
    }
  }

  private final GatehouseServer server;
  private final Text text;
  private boolean stopped;

  private final Place place;

  private Gateway(GatehouseServer server, Text text, Place place) {
    this.server = server;
    this.text = text;
    this.place = place;
  }

  /** Starts one without TLS files. */
  static Gateway start(String yaml) {
    return start(yaml, Path.of("").toAbsolutePath());
  }

  /**
   * @param directory what relative paths in {@code yaml} are relative to
   */
  static Gateway start(String yaml, Path directory) {
    return start(yaml, directory, Clock.SYSTEM);
  }

  /** Starts one without TLS files that takes its times from {@code clock}. */
  public static Gateway start(String yaml, Clock clock) {
    return start(yaml, Path.of("").toAbsolutePath(), clock);
  }

  private static Gateway start(String yaml, Path directory, Clock clock) {
    try {
      return start(yaml, directory, clock, Places.alone());
    } catch (StartFailed e) {
      throw new AssertionError(e);
    }
  }

  /** Starts one at a place among processes. */
  static Gateway start(String yaml, Place place) throws StartFailed {
    return start(yaml, Path.of("").toAbsolutePath(), Clock.SYSTEM, place);
  }

  /** Starts one that takes the place of this one, which is then to be stopped. */
  Gateway followedBy(String yaml) throws StartFailed, Entrance.Refused {
    return start(yaml, text.base(), Clock.SYSTEM, Places.after(place));
  }

  private static Gateway start(String yaml, Path directory, Clock clock, Place place)
      throws StartFailed {
    Text text = new Text(yaml, directory);
    Loaded loaded = text.load();
    if (!(loaded instanceof Loaded.Valid valid)) {
      throw new AssertionError(loaded);
    }
    TlsState state = new TlsState(TlsEngine.detect(), InstantSource.system());
    state.inherit(place.entrance().heritage().tls());
    Prepared prepared = Prepared.of(valid, directory, state);
    assertThat(prepared.errors()).isEmpty();
    GatehouseServer server = GatehouseServer.start(prepared, state, text, "test", clock, place);
    return new Gateway(server, text, place);
  }

  /** Waits until another one has taken the place of this one. */
  void awaitFollowed() throws InterruptedException {
    server.awaitFollowed();
  }

  /** Starts one that caches what {@code origin} answers, and says what it does with it. */
  static Gateway caching(Origin origin) {
    return start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ['http://127.0.0.1:%d']}}
        routes: [{pool: app, cache: {status-header: true}}]
        """
            .formatted(origin.port()));
  }

  /** What a command says that is told to ask this server. */
  String command(String... words) {
    StringWriter said = new StringWriter();
    PrintWriter to = new PrintWriter(said, true);
    String[] all =
        Stream.concat(Stream.of(words), Stream.of("--admin", admin("/").toString()))
            .toArray(String[]::new);
    GatehouseCommand.commandLine(to, to).execute(all);
    return said.toString();
  }

  /** Changes the configuration without a word to the server. */
  void write(String yaml) {
    text.yaml = yaml;
  }

  /** Changes the configuration and has the server take it over. */
  ReloadResult reload(String yaml) {
    write(yaml);
    return server.reload(Occasion.API);
  }

  /** The names of the listeners. */
  List<String> listeners() {
    return server.listeners().stream().map(Listener::name).toList();
  }

  /** The address of a listener, on loopback. */
  public InetSocketAddress address(String listener) {
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
  public URI http(String listener, String path) {
    return URI.create("http://127.0.0.1:" + port(listener) + path);
  }

  /** A URL at a listener with TLS. */
  URI https(String listener, String path) {
    return URI.create("https://localhost:" + port(listener) + path);
  }

  /** A URL at the admin listener. */
  public URI admin(String path) {
    int port = Objects.requireNonNull(server.adminAddress()).getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Whether it has an admin listener now. */
  boolean adminIsOpen() {
    return server.adminAddress() != null;
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
