package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache with a folder, and servers that follow each other on it. */
class DiskCacheTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\nCache-Control: max-age=600000\nCache-Tag: all\nContent-Length: ";

  /** Large enough for content to be sent from the file's own memory the first time. */
  private static final String LARGE = "0123456789abcdef".repeat(20_000);

  @TempDir private Path directory = Path.of("");
  private Pki pki;
  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    pki = new Pki(directory);
    origin = Origin.saying("nothing");
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private static String answer(String content) {
    return HEAD + content.length() + "\n\n" + content;
  }

  /**
   * @param ports of the listeners, so that URLs stay the same over restarts; 0: any
   */
  private Gateway gateway(int... ports) {
    return Gateway.start(
        """
        listeners:
          web: {address: "127.0.0.1:%d"}
          secure: {address: "127.0.0.1:%d", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
        admin: {address: "127.0.0.1:0"}
        access-log: {format: off}
        cache: {memory: 8MiB, max-object: 1MiB, disk: {path: cache, size: 64MiB}}
        pools: {app: {backends: ["%s"]}}
        routes: [{pool: app, cache: {status-header: true}}]
        """
            .formatted(
                ports.length == 0 ? 0 : ports[0], ports.length == 0 ? 0 : ports[1], origin.url()),
        directory);
  }

  private static String get(Gateway gateway, String path) throws IOException {
    try (Wire wire = Wire.connect(gateway.address("web"))) {
      Message answer = wire.send("GET " + path + " HTTP/1.1\nHost: shop\n\n").answer();
      return answer.status() + " " + answer.text();
    }
  }

  @Test
  void whatWasStoredIsServedByTheNextServerWithoutTheBackend() throws Exception {
    int[] ports;
    origin.close();
    origin = Origin.answering(answer(LARGE));
    try (Gateway gateway = gateway();
        Client h2 = secure(gateway, Version.HTTP_2)) {
      ports = new int[] {gateway.port("web"), gateway.port("secure")};
      assertThat(get(gateway, "/a")).isEqualTo("200 " + LARGE);
      for (String path : List.of("/h1", "/h2")) {
        assertThat(h2.send(Ask.get(path)).text()).isEqualTo(LARGE);
      }
      assertThat(origin.received()).hasSize(3);
    }
    origin.close();

    try (Gateway gateway = gateway(ports);
        Client h1 = secure(gateway, Version.HTTP_1_1);
        Client h2 = secure(gateway, Version.HTTP_2)) {
      assertThat(get(gateway, "/a")).isEqualTo("200 " + LARGE);
      assertThat(get(gateway, "/a")).isEqualTo("200 " + LARGE);
      for (int i = 0; i < 3; i++) {
        assertThat(h1.send(Ask.get("/h1")).text()).isEqualTo(LARGE);
        assertThat(h2.send(Ask.get("/h2")).text()).isEqualTo(LARGE);
      }
      assertThat(get(gateway, "/b")).startsWith("502");
    }
  }

  private Client secure(Gateway gateway, Version version) throws Exception {
    return new JdkClient(gateway.https("secure", "/"), version, pki.clientContext());
  }

  @Test
  void manyWhoAskAtOnceForWhatIsOnDiskAllGetIt() throws Exception {
    origin.close();
    origin = Origin.answering(answer(LARGE));
    try (Gateway gateway = gateway()) {
      get(gateway, "/a");
    }
    origin.close();
    try (Gateway gateway = gateway()) {
      List<Wire> wires = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        Wire wire = Wire.connect(gateway.address("web"));
        wires.add(wire.send("GET /a HTTP/1.1\nHost: shop\n\n"));
      }
      for (Wire wire : wires) {
        assertThat(wire.answer().text()).isEqualTo(LARGE);
        wire.close();
      }
    }
  }

  @Test
  void whatWasChangedBeforeARestartIsNotServedBehindIt() throws Exception {
    origin.close();
    origin = Origin.answering(answer("hello"));
    try (Gateway gateway = gateway();
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(gateway, "/a");
      get(gateway, "/b");
      get(gateway, "/c");
      wire.send("POST /a HTTP/1.1\nHost: shop\nContent-Length: 0\n\n").answer();
    }
    try (Gateway gateway = gateway();
        Wire wire = Wire.connect(gateway.address("web"))) {
      // only on disk so far
      wire.send("POST /b HTTP/1.1\nHost: shop\nContent-Length: 0\n\n").answer();
    }
    origin.close();
    try (Gateway gateway = gateway()) {
      assertThat(get(gateway, "/a")).startsWith("502");
      assertThat(get(gateway, "/b")).startsWith("502");
      assertThat(get(gateway, "/c")).isEqualTo("200 hello");
    }
  }

  @Test
  void whatWasRefreshedIsFreshBehindARestart() throws Exception {
    String stale =
        "HTTP/1.1 200 OK\nETag: \"x\"\nCache-Control: max-age=0\nContent-Length: 5\n\nhello";
    String fresh = "HTTP/1.1 304 Not Modified\nETag: \"x\"\nCache-Control: max-age=600000\n\n";
    origin.close();
    origin =
        Origin.start((self, wire) -> {
          while (self.receive(wire)) {
            wire.send(self.received().size() == 1 ? stale : fresh);
          }
        });
    try (Gateway gateway = gateway()) {
      get(gateway, "/a");
    }
    try (Gateway gateway = gateway()) {
      assertThat(get(gateway, "/a")).isEqualTo("200 hello");
      assertThat(origin.received()).hasSize(2);
    }
    origin.close();
    try (Gateway gateway = gateway()) {
      assertThat(get(gateway, "/a")).isEqualTo("200 hello");
    }
  }

  @Test
  void aPurgeFindsWhatIsOnlyOnDisk() throws Exception {
    origin.close();
    origin = Origin.answering(answer("hello"));
    try (Gateway gateway = gateway()) {
      get(gateway, "/a");
      get(gateway, "/b");
    }
    origin.close();
    try (Gateway gateway = gateway()) {
      get(gateway, "/a");
      assertThat(purge(gateway, "{\"tag\": \"all\"}")).contains("\"responses\":2");
      assertThat(get(gateway, "/a")).startsWith("502");
    }
    try (Gateway gateway = gateway()) {
      assertThat(get(gateway, "/b")).startsWith("502");
    }
  }

  private static String purge(Gateway gateway, String what) throws Exception {
    try (Client admin = JdkClient.cleartext(gateway.admin("/"))) {
      return admin
          .send(Ask.post("/api/v1/purge", what).with("content-type", "application/json"))
          .text();
    }
  }

  @Test
  void aFolderThatCannotBeUsedChangesNothingForClients() throws Exception {
    Files.write(directory.resolve("cache"), "in the way".getBytes(StandardCharsets.US_ASCII));
    origin.close();
    origin = Origin.answering(answer("hello"));
    try (Gateway gateway = gateway()) {
      assertThat(get(gateway, "/a")).isEqualTo("200 hello");
      assertThat(get(gateway, "/a")).isEqualTo("200 hello");
      assertThat(origin.received()).hasSize(1);
    }
  }
}
