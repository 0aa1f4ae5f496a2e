package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LineFormatTest {
  private static final long BEGUN = Instant.parse("2026-11-20T16:02:28.123Z").toEpochMilli();

  private final ManualLoop loop = new ManualLoop();

  @Test
  void writesWhatIsKnownOfAForwardedRequestAsJson() {
    Exchange exchange = request().tls().exchange();
    exchange.clientAddress("203.0.113.7");
    exchange.routed("shop", _ -> {});
    exchange.request().authority(new Authority("inside:9000", "inside", 9000));
    after(1, exchange, Mark.ACQUIRE);
    after(2, exchange, Mark.ACQUIRED);
    exchange.attempt("app", "http://127.0.0.1:9001");
    after(3, exchange, Mark.REQUEST_SENT);
    after(4, exchange, Mark.RESPONSE_HEAD);
    exchange.status(200);
    exchange.addRequestBytes(5);
    exchange.addResponseBytes(1234);
    loop.advance(Duration.ofMillis(5));
    exchange.sent();

    assertThat(line(new JsonFormat(), exchange))
        .isEqualTo(
            """
            {"time":"2026-11-20T16:02:28.123Z","id":"test-1","client":"203.0.113.7",\
            "peer":"192.0.2.1","listener":"web","method":"POST","scheme":"https",\
            "host":"www.example.com","target":"/buy?id=\\"1\\"","protocol":"HTTP/1.1",\
            "status":200,"route":"shop","pool":"app","backend":"http://127.0.0.1:9001",\
            "attempts":1,"request_bytes":5,"response_bytes":1234,"total_us":15000,\
            "acquire_us":2000,"backend_us":7000,"first_byte_us":10000,\
            "user_agent":"curl/8","referer":"https://example.com/","tls":"TLSv1.3"}
            """);
  }

  @Test
  void writesWhyARequestFailedAndLeavesOutWhatDidNotHappen() {
    Exchange exchange = TestExchange.get("/x").loop(loop).exchange();
    exchange.failed(Failure.of(FailureReason.NO_ROUTE, "none for \u201cx\u201d\n"));
    exchange.status(404);
    exchange.sent();
    assertThat(line(new JsonFormat(), exchange))
        .isEqualTo(
            """
            {"time":"2026-11-20T16:02:28.123Z","id":"test-1","client":"192.0.2.1",\
            "peer":"192.0.2.1","listener":"web","method":"GET","scheme":"http",\
            "host":"www.example.com","target":"/x","protocol":"HTTP/1.1","status":404,\
            "reason":"no-route","detail":"none for \u201cx\u201d\\u000a","attempts":0,\
            "request_bytes":0,"response_bytes":0,"total_us":0}
            """);
  }

  @Test
  void writesTheCombinedFormat() {
    Exchange exchange = request().exchange();
    exchange.status(200);
    exchange.addResponseBytes(1234);
    exchange.sent();
    assertThat(line(new CombinedFormat(), exchange))
        .isEqualTo(
            """
            192.0.2.1 - - [20/Nov/2026:16:02:28 +0000] "POST /buy?id=\\x221\\x22 HTTP/1.1"\
             200 1234 "https://example.com/" "curl/8"
            """);
  }

  @Test
  void writesHyphensForFieldsThatWereNotSent() {
    Exchange exchange = TestExchange.get("/").loop(loop).exchange();
    exchange.sent();
    assertThat(line(new CombinedFormat(), exchange)).endsWith(" 0 0 \"-\" \"-\"\n");
  }

  @Test
  void writesAnyNumber() {
    long[] numbers = {0, 9, 10, -1, 1234567890123L, Long.MAX_VALUE, Long.MIN_VALUE};
    for (long number : numbers) {
      LineBuffer line = new LineBuffer();
      line.add(number);
      assertThat(new String(line.bytes(), 0, line.length(), UTF_8))
          .isEqualTo(Long.toString(number));
    }
  }

  private TestExchange request() {
    return TestExchange.of("POST", "/buy?id=\"1\"")
        .header("user-agent", "curl/8")
        .header("referer", "https://example.com/")
        .loop(loop);
  }

  private void after(int millis, Exchange exchange, Mark mark) {
    loop.advance(Duration.ofMillis(millis));
    exchange.mark(mark);
  }

  private static String line(LineFormat format, Exchange exchange) {
    LineBuffer line = new LineBuffer();
    format.write(exchange, BEGUN, line);
    return new String(line.bytes(), 0, line.length(), UTF_8);
  }
}
