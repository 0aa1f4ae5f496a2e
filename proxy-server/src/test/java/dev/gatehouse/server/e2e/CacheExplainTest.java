package dev.gatehouse.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.time.Clock;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators are told of the cache of a running server: explain, counts, metrics. */
class CacheExplainTest {
  /** 2026-11-20T10:00:00Z. */
  private static final long START = 1_795_168_800_000L;

  private final AtomicLong millis = new AtomicLong(START);
  private Origin origin;
  private Gateway gateway;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    origin =
        Origin.start((self, wire) -> {
          while (self.receive(wire)) {
            wire.send(answer(List.copyOf(self.received()).getLast().start()));
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
              - name: site
                pool: app
                cache: {key: {query: {ignore: [utm_*]}, headers: [x-lang], cookies: [size]}}
            """
                .formatted(origin.port()),
            new Clock() {
              @Override
              public long nanos() {
                return System.nanoTime();
              }

              @Override
              public long epochMillis() {
                return millis.get();
              }
            });
    wire = Wire.connect(gateway.address("web"));
  }

  private static String answer(String start) {
    String fields =
        start.startsWith("GET /plain")
            ? "Content-Type: text/html"
            : """
            Date: Fri, 20 Nov 2026 10:00:00 GMT
            Age: 10
            Cache-Control: max-age=300, stale-while-revalidate=60
            ETag: "v1"
            Vary: Accept-Encoding
            Surrogate-Key: news front\
            """;
    return "HTTP/1.1 200 OK\n" + fields + "\nContent-Length: 5\n\nhello";
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    gateway.close();
    origin.close();
  }

  @Test
  void explainsWhatIsStoredByItsArithmetic() throws IOException {
    wire.send("GET /a?utm_id=1 HTTP/1.1\nHost: shop\nX-Lang: de\nAccept-Encoding: gzip\n\n")
        .answer();
    millis.addAndGet(50_000);

    assertThat(gateway.command("explain", "--live", "--cache", "http://shop/a?utm_id=2"))
        .isEqualTo(
            """
            http://shop/a?utm_id=2

            stored      route site, x-lang: de, cookie size
              for         accept-encoding: gzip
              response    status 200, 5 bytes, in memory
              lifetime    fresh for 240 s: max-age 300 s - age 60 s
              age         60 s: 10 s when it came (Date, Age, and the time it took), 50 s since
              when stale  once stale, answers while the backend is asked (stale-while-revalidate 60 s)
              backend     cache-control: max-age=300, stale-while-revalidate=60
              validator   etag: "v1"
              tags        news front

            purge --url would take 1 stored, %d bytes
            """
                .formatted(purgedBytes()));
  }

  @Test
  void explainsThatSomethingIsStale() throws IOException {
    get("/a");
    millis.addAndGet(320_000);

    assertThat(gateway.command("explain", "--live", "--cache", "http://shop/a"))
        .contains("  lifetime    stale since 30 s: max-age 300 s - age 330 s\n")
        .contains("  when stale  answers for 30 s yet while the backend is asked");
  }

  @Test
  void explainsWhyNothingIsStored() throws IOException {
    get("/plain");
    millis.addAndGet(7_000);

    assertThat(gateway.command("explain", "--live", "--cache", "http://shop/plain"))
        .contains("not stored  route site, x-lang, cookie size\n")
        .contains("  no-lifetime (7 s ago): nobody says how long it lasts: ");
    assertThat(gateway.command("explain", "--live", "--cache", "http://shop/other"))
        .contains("Nothing is stored, and no response was refused lately")
        .contains("purge --url would take 0 stored, 0 bytes");
  }

  @Test
  void countsWhatTheCacheDid() throws IOException {
    get("/a");
    get("/a");
    get("/a");
    get("/plain");
    get("/plain");

    assertThat(admin("/api/v1/cache"))
        .contains("\"entries\" : 1")
        .contains("\"requests\" : 5")
        .contains("\"hits\" : 2")
        .contains("\"hitRatio\" : 0.4")
        .contains("\"no-lifetime\" : 1");
    assertThat(admin("/metrics"))
        .contains("gatehouse_cache_requests_total{reason=\"\",result=\"hit\",route=\"site\"} 2.0")
        .contains(
            "gatehouse_cache_requests_total{reason=\"uri-miss\",result=\"miss\",route=\"site\"}"
                + " 2.0")
        .contains(
            "gatehouse_cache_requests_total{reason=\"not-stored-before\",result=\"pass\",route=\"site\"}"
                + " 1.0")
        .contains("gatehouse_cache_responses_total{decision=\"stored\",route=\"site\"} 1.0")
        .contains("gatehouse_cache_responses_total{decision=\"no-lifetime\",route=\"site\"} 1.0")
        .contains("gatehouse_cache_entries 1.0");
  }

  @Test
  void saysWhatItExpects() {
    assertThat(gateway.command("explain", "--live", "--cache", "/a"))
        .isEqualTo("gatehouse: url: /a (expected: http://host/path or https://host/path)\n");
    assertThat(gateway.command("explain", "--cache", "http://shop/a"))
        .startsWith("gatehouse: --cache: http://shop/a (expected: --live and a URL)\n");
  }

  private long purgedBytes() {
    String counted = gateway.command("purge", "--all", "--dry-run");
    return Long.parseLong(counted.replaceAll("(?s).*, ([0-9]+) bytes.*", "$1"));
  }

  private String admin(String path) throws IOException {
    return new String(gateway.admin(path).toURL().openStream().readAllBytes(), UTF_8);
  }

  private void get(String target) throws IOException {
    assertThat(wire.send("GET " + target + " HTTP/1.1\nHost: shop\n\n").answer().text())
        .isEqualTo("hello");
  }
}
