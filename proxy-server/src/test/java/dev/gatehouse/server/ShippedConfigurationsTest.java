package dev.gatehouse.server;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.listen.Listener;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.demo.DemoBackend;
import dev.gatehouse.server.restart.Places;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every configuration in {@code conf} is served as it is, but for the ports it listens on, which
 * the system chooses.
 */
class ShippedConfigurationsTest {
  private static final Path CONF = Path.of("..", "conf");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(CONF)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyListenerAnswers(Path file) throws Exception {
    GatehouseServer server = serve(file, Files.readString(file));
    try (HttpClient client = client()) {
      assertThat(server.listeners()).isNotEmpty();
      for (Listener listener : server.listeners()) {
        HttpResponse<String> answer = client.send(get(listener, "/"), BodyHandlers.ofString());
        assertThat(answer.headers().map()).as(listener.name()).containsKey("date");
      }
    } finally {
      server.stop(Duration.ofSeconds(5));
    }
  }

  @Test
  void theDemonstrationShowsBothItsBackendsOverHttpAndHttps() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DemoBackend first = DemoBackend.start("one", any);
        DemoBackend second = DemoBackend.start("two", any);
        HttpClient client = client()) {
      Path file = CONF.resolve("gatehouse.yaml");
      String text =
          Files.readString(file)
              .replace("127.0.0.1:9001", "127.0.0.1:" + first.address().getPort())
              .replace("127.0.0.1:9002", "127.0.0.1:" + second.address().getPort());
      GatehouseServer server = serve(file, text);
      try {
        Listener web = server.listeners().get(0);
        Listener secure = server.listeners().get(1);
        HttpResponse<String> http = client.send(get(web, "/headers"), BodyHandlers.ofString());
        HttpResponse<String> https = client.send(get(secure, "/headers"), BodyHandlers.ofString());
        HttpResponse<String> hello = client.send(get(web, "/hello"), BodyHandlers.ofString());

        assertThat(http.body()).startsWith("backend: one\n").contains("X-forwarded-proto: http\n");
        assertThat(https.body())
            .startsWith("backend: two\n")
            .contains("X-forwarded-proto: https\n");
        assertThat(https.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(hello.body()).isEqualTo("hello from Gatehouse\n");
      } finally {
        server.stop(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void theEdgeServerSendsHttpToHttps() throws Exception {
    Path file = CONF.resolve("examples").resolve("edge-web-app.yaml");
    GatehouseServer server = serve(file, Files.readString(file));
    try (HttpClient client = client()) {
      HttpResponse<String> answer =
          client.send(get(server.listeners().getFirst(), "/a?b"), BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(308);
      assertThat(answer.headers().firstValue("location")).hasValue("https://localhost/a?b");
    } finally {
      server.stop(Duration.ofSeconds(5));
    }
  }

  @Test
  void everyMetricThatTheDocumentsNameIsInAScrape(@TempDir Path folder) throws Exception {
    String scrape = scrapeWithEverything(folder);
    List<String> named =
        Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
            .filter(line -> line.startsWith("| `gatehouse_"))
            .map(line -> line.split("`", 3)[1])
            .toList();

    assertThat(scrape)
        .contains("gatehouse_backend_connections{backend=\"http://localhost:1\",pool=\"demo\"");
    assertThat(named)
        .hasSizeGreaterThan(20)
        .allSatisfy(name -> assertThat(scrape).containsPattern("(?m)^" + name + "(_count)?[{ ]"));
  }

  /** All metrics of a server that has every kind of thing to tell of, after traffic. */
  static String scrapeWithEverything(Path folder) throws Exception {
    Path file = CONF.resolve("gatehouse.yaml");
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DemoBackend backend = DemoBackend.start("one", any);
        HttpClient client = client()) {
      String text =
          Files.readString(file)
              .replace("127.0.0.1:9001", "127.0.0.1:" + backend.address().getPort())
              .replace("127.0.0.1:9002", "localhost:1") // a name, and nobody is there
              .replace("    connections: {warm: 1}\n", "    concurrency: {max: 100}\n")
              .replace(
                  "    pool: demo\n",
                  "    split: {pools: {demo: 1}}\n    mirror: {pool: demo}\n    cache: {}\n")
              .concat("\ncache: {disk: {path: '" + folder + "', size: 1GiB}}\n");
      return scrapeAfterTrafficAndFailures(serve(file, text), client);
    }
  }

  private static String scrapeAfterTrafficAndFailures(GatehouseServer server, HttpClient client)
      throws Exception {
    try {
      for (Listener listener : server.listeners()) {
        client.send(get(listener, "/"), BodyHandlers.ofString());
      }
      URI web = get(server.listeners().getFirst(), "/").uri();
      HttpRequest refused = HttpRequest.newBuilder(web).method("TRACE", noBody()).build();
      assertThat(client.send(refused, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
      InetSocketAddress admin = Objects.requireNonNull(server.adminAddress());
      URI metrics = URI.create("http://127.0.0.1:" + admin.getPort() + "/metrics");
      return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    } finally {
      server.stop(Duration.ofSeconds(5));
    }
  }

  /** Serves {@code text}, the content of {@code file} or nearly so. */
  private static GatehouseServer serve(Path file, String text) throws StartFailed {
    String anywhere =
        text.replaceAll("(address: \".*):\\d+\"", "$1:0\"")
            .replace("/var/log/gatehouse/access.log", "stdout"); // the package makes the folder
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Map<String, String> ports = Map.of("PORT", "0", "HTTP_PORT", "0", "HTTPS_PORT", "0");
    return switch (new ConfigurationLoader(ports).load(file.toString(), anywhere, directory)) {
      case Loaded.Invalid(var problems) -> throw new AssertionError(problems);
      case Loaded.Valid valid -> {
        assertThat(valid.settings().listeners().values())
            .allMatch(listener -> listener.address().port() == 0);
        TlsState state = new TlsState(TlsEngine.detect(), InstantSource.system());
        Prepared prepared = Prepared.of(valid, directory, state);
        assertThat(prepared.errors()).isEmpty();
        yield GatehouseServer.start(prepared, state, null, "test", Clock.SYSTEM, Places.alone());
      }
    };
  }

  private static HttpRequest get(Listener listener, String path) {
    String scheme = listener.name().matches("secure|https") ? "https" : "http";
    HostPort at = new HostPort("localhost", listener.address().getPort());
    return HttpRequest.newBuilder(URI.create(scheme + "://" + at + path)).build();
  }

  /** A client that trusts every certificate, as {@code curl -k} does. */
  private static HttpClient client() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
