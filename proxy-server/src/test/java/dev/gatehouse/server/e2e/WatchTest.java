package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.GatehouseServer;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.reload.ConfigurationSource;
import dev.gatehouse.server.restart.Places;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes a changed file over by itself. */
class WatchTest {
  private static String saying(String what, boolean watch) {
    return """
    listeners: {web: {address: "127.0.0.1:0"}}
    access-log: {format: off}
    reload: {watch: %s}
    routes: [{respond: {body: "%s"}}]
    """
        .formatted(watch, what);
  }

  private static String said(HttpClient http, HttpRequest ask) {
    try {
      return http.send(ask, BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void takesAChangedFileOverAndOneThatItsValuesComeFrom(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("gatehouse.yaml"), saying("one", true));
    Files.writeString(folder.resolve("word"), "three");
    ConfigurationSource source = ConfigurationSource.file(file);
    TlsState state = new TlsState(TlsEngine.detect(), InstantSource.system());
    Prepared prepared = Prepared.of((Loaded.Valid) source.load(), folder, state);
    GatehouseServer server =
        GatehouseServer.start(prepared, state, source, "test", Clock.SYSTEM, Places.alone());
    try (HttpClient http = HttpClient.newHttpClient()) {
      int port = server.listeners().getFirst().address().getPort();
      HttpRequest ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
      assertThat(said(http, ask)).isEqualTo("one");

      Files.writeString(file, saying("two", true));
      Await.until("two", () -> said(http, ask).equals("two"));
      Files.writeString(file, saying("${file:word}", true));
      Await.until("three", () -> said(http, ask).equals("three"));
      Files.writeString(folder.resolve("word"), "four");
      Await.until("four", () -> said(http, ask).equals("four"));
    } finally {
      server.stop(Duration.ZERO);
    }
  }
}
