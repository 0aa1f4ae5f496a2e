package dev.gatehouse.packaging;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A run of the packaged server under traffic of every common kind, from which the JVM makes its
 * cache of loaded and linked classes (JEP 483, JEP 514, JEP 515). All addresses are this machine's,
 * all ports the system's choice.
 */
final class Training {
  private static final Pattern LISTENING =
      Pattern.compile("(?:listener (\\S+)|(admin)) on \\S+:(\\d+)");
  private static final int ROUNDS = 100;

  private static final String CONFIGURATION =
      """
      listeners:
        http: {address: "127.0.0.1:0"}
        https: {address: "127.0.0.1:0", tls: {certificates: [{self-signed: [localhost]}]}}
      admin: {address: "127.0.0.1:0"}
      access-log: {path: access.log, format: json}
      cache: {memory: 16MiB}
      pools: {app: {backends: ["http://127.0.0.1:%d"]}}
      routes:
        - {name: app, pool: app, headers: {response: {set: {x-served-by: gatehouse}}}}
        - {name: cached, match: {path-prefix: /cached}, pool: app, cache: {default-ttl: 1m}}
        - {name: streamed, match: {path-prefix: /streamed}, pool: app, request-body: {mode: stream}}
        - {name: hello, match: {path: /hello}, respond: {status: 200, body: "hello"}}
        - {name: old, match: {path-prefix: /old}, redirect: {to: "https://{host}{uri}"}}
      """;

  private final Path home;

  Training(Path home) {
    this.home = home;
  }

  /** Makes the cache; fails if the server does not serve, or no cache comes of it. */
  void make(Path cache) throws Exception {
    Path scratch = Files.createTempDirectory("gatehouse-training");
    HttpServer backend = backend();
    Process server = null;
    try {
      Path file = scratch.resolve("gatehouse.yaml");
      Files.writeString(file, CONFIGURATION.formatted(backend.getAddress().getPort()));
      ProcessBuilder command =
          new ProcessBuilder(home.resolve("bin/gatehouse").toString(), "run", "-c", "" + file)
              .directory(scratch.toFile())
              .redirectOutput(scratch.resolve("out").toFile());
      command.environment().put("GATEHOUSE_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache);
      server = command.start();
      Map<String, Integer> ports = ports(server);
      drain(server);
      traffic(ports);
      server
          .toHandle()
          .destroy(); // not its own destroy: that closes the streams it still writes to
      if (!server.waitFor(3, TimeUnit.MINUTES) || !Files.exists(cache)) {
        throw new IllegalStateException(
            "no cache of classes: " + Files.readString(scratch.resolve("out")));
      }
    } finally {
      if (server != null) {
        server.destroyForcibly();
      }
      backend.stop(0);
      for (String name : List.of("gatehouse.yaml", "out", "access.log")) {
        Files.deleteIfExists(scratch.resolve(name));
      }
      Files.delete(scratch);
    }
  }

  /** Where the server says that it listens, by the names of listeners. */
  private static Map<String, Integer> ports(Process server) throws IOException {
    Map<String, Integer> ports = new HashMap<>();
    StringBuilder said = new StringBuilder();
    BufferedReader log = server.errorReader();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        String name = listening.group(1) == null ? listening.group(2) : listening.group(1);
        ports.put(name, Integer.valueOf(listening.group(3)));
      } else if (line.contains(" serving, ")) {
        return ports;
      }
    }
    throw new IllegalStateException("the server did not start: " + said);
  }

  private static void drain(Process server) {
    Thread.ofVirtual().start(() -> server.errorReader().lines().forEach(line -> {}));
  }

  private static void traffic(Map<String, Integer> ports) throws Exception {
    String http = "http://localhost:" + ports.get("http");
    String https = "https://localhost:" + ports.get("https");
    String admin = "http://localhost:" + ports.get("admin");
    try (HttpClient client = client(Version.HTTP_1_1);
        HttpClient client2 = client(Version.HTTP_2)) {
      for (int i = 0; i < ROUNDS; i++) {
        for (String path : List.of("/", "/cached/" + i % 10, "/hello", "/old", "/large")) {
          ask(client, HttpRequest.newBuilder(URI.create(http + path)));
          ask(client, HttpRequest.newBuilder(URI.create(https + path)));
          ask(client2, HttpRequest.newBuilder(URI.create(https + path)));
        }
        for (String path : List.of("/", "/streamed")) {
          byte[] content = new byte[1 << i % 20];
          ask(client, post(http + path, content));
          ask(client2, post(https + path, content));
        }
        if (i % 10 == 0) {
          for (String path : List.of("/metrics", "/health/ready", "/api/v1/pools")) {
            ask(client, HttpRequest.newBuilder(URI.create(admin + path)));
          }
          broken(ports.get("http"));
        }
      }
    }
  }

  /** A request that is refused: how an error is answered belongs to what is used early. */
  private static void broken(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
      socket.getInputStream().readAllBytes();
    }
  }

  private static HttpRequest.Builder post(String url, byte[] content) {
    return HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofByteArray(content));
  }

  private static void ask(HttpClient client, HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 500) {
      throw new IllegalStateException("training: " + answer);
    }
  }

  private static HttpServer backend() throws IOException {
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] content =
              new byte[exchange.getRequestURI().getPath().equals("/large") ? 1 << 18 : 512];
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
    backend.start();
    return backend;
  }

  private static HttpClient client(Version version) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new TrustAll()}, null);
    return HttpClient.newBuilder().version(version).sslContext(tls).build();
  }

  /** The server's certificate is its own, made at its start. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
