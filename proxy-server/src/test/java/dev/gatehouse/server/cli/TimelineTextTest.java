package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TimelineTextTest {
  private static final String ENTRY =
      """
      {"id": "0a1b", "kind": "failed", "trace": null, "at": "2026-03-01T12:00:00.400Z",
       "method": "GET", "scheme": "https", "host": "shop.example.com", "target": "/cart?id=***",
       "protocol": "HTTP/2.0", "listener": "web", "client": "192.0.2.1", "tls": "TLSv1.3",
       "status": 502, "reason": "backend-reset", "detail": "127.0.0.1:9001", "side": "backend",
       "route": "shop", "pool": "app", "backend": "http://a:1", "cache": "miss",
       "cacheReason": "uri-miss", "retryRefused": null, "requestBytes": 0, "responseBytes": 9,
       "totalMicros": 2000000, "stalledMicros": 100000,
       "phases": [
         {"name": "tls", "fromMicros": -5000, "tookMicros": 5000, "attempt": 0},
         {"name": "backend", "fromMicros": 0, "tookMicros": 1500000, "attempt": 1},
         {"name": "backend", "fromMicros": 1500000, "tookMicros": 500000, "attempt": 2}],
       "attempts": [
         {"pool": "app", "backend": "http://a:1", "hedge": false, "fromMicros": 0,
          "tookMicros": 1500000, "status": 0, "result": "first-byte-timeout"},
         {"pool": "app", "backend": "http://b:1", "hedge": true, "fromMicros": 1500000,
          "tookMicros": 500000, "status": 503, "result": "dropped"}]}
      """;

  private static JsonNode json(String text) {
    return new JsonMapper().readTree(text);
  }

  @Test
  void aTableHasALineForEachRequestWithWhatItWasMostlyWaitedFor() {
    StringWriter out = new StringWriter();
    TimelineText.table(
        json("{\"slowMicros\": 1000000, \"skipped\": 3, \"entries\": [" + ENTRY + "]}"),
        new PrintWriter(out, true));
    assertThat(out.toString().lines())
        .containsExactly(
            "AT                        KIND    STATUS             TOOK    MOST IN         ROUTE "
                + " BACKEND     REQUEST                           ID",
            "2026-03-01T12:00:00.400Z  failed  502 backend-reset  2.00 s  backend 1.50 s  shop  "
                + " http://a:1  GET shop.example.com/cart?id=***  0a1b",
            "3 others came too fast and are not kept");
  }

  @Test
  void oneRequestIsShownPhaseByPhase() {
    StringWriter out = new StringWriter();
    TimelineText.one(json(ENTRY), new PrintWriter(out, true));
    assertThat(out)
        .hasToString(
            """
            GET https://shop.example.com/cart?id=*** (HTTP/2.0, from 192.0.2.1 on listener web)
              at        2026-03-01T12:00:00.400Z
              status    502
              reason    backend-reset: 127.0.0.1:9001
              route     shop
              cache     miss uri-miss

              tls           5.0 ms
              backend       1.50 s  ############################## attempt 1
              backend     500.0 ms                                ########## attempt 2
              total         2.00 s
              of which the client did not read for 100.0 ms

              attempt 1 at http://a:1 (pool app), after 0.0 ms: first-byte-timeout
              attempt 2 at http://b:1 (pool app), beside the one before, after 1.50 s: dropped 503
            """);
  }

  @Test
  void nothingIsSaidInWords() {
    StringWriter out = new StringWriter();
    TimelineText.table(
        json("{\"slowMicros\": 1000000, \"entries\": []}"), new PrintWriter(out, true));
    assertThat(out.toString().strip())
        .isEqualTo("nothing: no request that is kept has failed, been refused or taken 1.00 s");
  }
}
