package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gatehouse purge} against a running server, over real sockets. */
class CachePurgeTest {
  private Origin origin;
  private Gateway gateway;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    origin =
        Origin.start((self, wire) -> {
          while (self.receive(wire)) {
            String start = List.copyOf(self.received()).getLast().start();
            wire.send(
                """
                HTTP/1.1 200 OK
                Cache-Control: max-age=600, stale-while-revalidate=600
                Surrogate-Key: all page-%s
                Content-Length: 5

                hello\
                """
                    .formatted(start.charAt("GET /".length())));
          }
        });
    gateway =
        Gateway.start(
            """
            admin: {address: "127.0.0.1:0"}
            listeners: {web: {address: "127.0.0.1:0"}}
            access-log: {format: off}
            pools: {app: {backends: ['http://127.0.0.1:%d']}}
            routes:
              - pool: app
                cache: {status-header: true, key: {query: {ignore: [utm_*]}, headers: [x-lang]}}
            """
                .formatted(origin.port()));
    wire = Wire.connect(gateway.address("web"));
    for (String target : List.of("/a", "/a/1?p=1", "/a/2", "/b")) {
      assertThat(status(target)).contains("stored");
      assertThat(status(target)).contains("hit");
    }
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    gateway.close();
    origin.close();
  }

  @Test
  void aUrlIsPurgedInAllItsVariants() throws IOException {
    wire.send("GET /a HTTP/1.1\nHost: shop\nX-Lang: de\n\n").answer();

    assertThat(gateway.command("purge", "--url", "http://shop/a?utm_source=x"))
        .startsWith("2 responses removed, ");
    assertThat(stored()).containsExactly("/a/1?p=1", "/a/2", "/b");
  }

  @Test
  void aPrefixIsPurged() throws IOException {
    assertThat(gateway.command("purge", "--prefix", "http://shop/a/"))
        .startsWith("2 responses removed, ");
    assertThat(stored()).containsExactly("/a", "/b");
  }

  @Test
  void hostsArePurged() throws IOException {
    assertThat(gateway.command("purge", "--host", "shop2", "--host", "SHOP"))
        .startsWith("4 responses removed, ");
    assertThat(stored()).isEmpty();
  }

  @Test
  void tagsArePurged() throws IOException {
    assertThat(gateway.command("purge", "--tag", "page-b")).startsWith("1 response removed, ");
    assertThat(stored()).containsExactly("/a", "/a/1?p=1", "/a/2");
    assertThat(gateway.command("purge", "--tag", "all")).startsWith("3 responses removed, ");
    assertThat(gateway.command("purge", "--tag", "all")).startsWith("0 responses removed, 0 bytes");
  }

  @Test
  void everythingIsPurged() throws IOException {
    assertThat(gateway.command("purge", "--all", "--dry-run")).startsWith("4 responses counted, ");
    assertThat(gateway.command("purge", "--all")).startsWith("4 responses removed, ");
    assertThat(stored()).isEmpty();
  }

  @Test
  void whatIsPurgedSoftlyMayAnswerWhileTheBackendIsAsked() throws IOException {
    assertThat(gateway.command("purge", "--url", "http://shop/b", "--soft"))
        .startsWith("1 response marked stale, ");

    assertThat(status("/b")).contains("hit").contains("detail=stale");
    Await.until("it is fetched anew", () -> origin.received().size() == 5);
    Await.until("it is fresh again", () -> !statusOf("/b").contains("stale"));
  }

  @Test
  void whatCannotBeMeantIsSaid() {
    assertThat(gateway.command("purge", "--url", "shop/b"))
        .isEqualTo("gatehouse: url: shop/b (expected: http://host/path or https://host/path)\n");
    assertThat(gateway.command("purge")).contains("Missing required argument");
    assertThat(gateway.command("purge", "--url", "http://shop/", "--all"))
        .contains("mutually exclusive");
  }

  private String statusOf(String target) {
    try {
      return status(target);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String status(String target) throws IOException {
    return String.valueOf(
        wire.send("GET " + target + " HTTP/1.1\nHost: shop\n\n").answer().field("cache-status"));
  }

  /** Which of the four are stored. */
  private List<String> stored() throws IOException {
    return Stream.of("/a", "/a/1?p=1", "/a/2", "/b").filter(target -> isStored(target)).toList();
  }

  private boolean isStored(String target) {
    try {
      return wire.send("GET " + target + " HTTP/1.1\nHost: shop\nCache-Control: only-if-cached\n\n")
              .answer()
              .status()
          == 200;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
