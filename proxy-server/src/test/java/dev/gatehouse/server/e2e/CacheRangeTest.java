package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for parts on a route with a cache, over real sockets. */
class CacheRangeTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\nDate: Fri, 20 Nov 2026 10:00:00 GMT\nCache-Control: max-age=600000000\n";
  private static final String STORED =
      HEAD
          + "ETag: \"x\"\nLast-Modified: Thu, 19 Nov 2026 10:00:00 GMT\nContent-Type: text/plain\n"
          + "Content-Length: 10\n\n0123456789";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bytes=0-1   |                                         | 206 | bytes 0-1/10 | 01",
        "bytes=8-    |                                         | 206 | bytes 8-9/10 | 89",
        "bytes=-3    |                                         | 206 | bytes 7-9/10 | 789",
        "bytes=0-    |                                         | 206 | bytes 0-9/10 | 0123456789",
        "bytes=10-   |                                         | 416 | bytes */10   | ``",
        "lines=1-2   |                                         | 200 |              | 0123456789",
        "bytes=0-0,9-9 |                                       | 206 | bytes 0-9/10 | 0123456789",
        "bytes=0-1   | If-Range: \"x\"                         | 206 | bytes 0-1/10 | 01",
        "bytes=0-1   | If-Range: \"y\"                         | 200 |              | 0123456789",
        "bytes=0-1   | If-Range: Thu, 19 Nov 2026 10:00:00 GMT | 206 | bytes 0-1/10 | 01",
        "bytes=0-1   | If-Range: Thu, 19 Nov 2026 10:00:01 GMT | 200 |              | 0123456789",
        "bytes=0-1   | If-None-Match: \"x\"                    | 304 |              | ``",
        "bytes=0-1   | If-None-Match: \"y\"                    | 206 | bytes 0-1/10 | 01",
        "bytes=0-1   | If-Match: \"y\"                         | 412 |              | ``",
      })
  void answersPartsOfWhatIsStored(
      String range, String condition, int status, String contentRange, String text)
      throws IOException {
    try (Origin origin = Origin.answering(STORED);
        Gateway gateway = Gateway.caching(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(wire, "");
      String fields = "Range: " + range + '\n' + (condition == null ? "" : condition + '\n');
      Message answer = get(wire, fields);

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("content-range")).isEqualTo(contentRange);
      assertThat(answer.text()).isEqualTo(text);
      assertThat(answer.field("cache-status")).startsWith("gatehouse; hit");
      assertThat(origin.received()).hasSize(1);
      assertThat(get(wire, "").text()).as("the connection goes on").isEqualTo("0123456789");
    }
  }

  @Test
  void answersSeveralPartsAtOnce() throws IOException {
    String content = "abcdefghij".repeat(200);
    try (Origin origin =
            Origin.answering(HEAD + "Content-Type: text/x\nContent-Length: 2000\n\n" + content);
        Gateway gateway = Gateway.caching(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(wire, "");
      Message answer = get(wire, "Range: bytes=1001-1003,-2\n");

      assertThat(answer.status()).isEqualTo(206);
      assertThat(answer.field("content-range")).isNull();
      String type = String.valueOf(answer.field("content-type"));
      assertThat(type).startsWith("multipart/byteranges; boundary=");
      String boundary = type.substring(type.indexOf('=') + 1);
      assertThat(answer.text().replace(boundary, "B"))
          .isEqualTo(
              "\r\n--B\r\nContent-Type: text/x\r\nContent-Range: bytes 1001-1003/2000\r\n\r\nbcd"
                  + "\r\n--B\r\nContent-Type: text/x\r\nContent-Range: bytes 1998-1999/2000\r\n"
                  + "\r\nij\r\n--B--\r\n");
    }
  }

  @Test
  void leavesARangeInAHeadAlone() throws IOException {
    try (Origin origin = Origin.answering(STORED);
        Gateway gateway = Gateway.caching(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(wire, "");
      wire.send("HEAD / HTTP/1.1\nHost: shop\nRange: bytes=0-1\n\n");
      Message head = Message.readResponse(wire.in(), "HEAD");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.field("content-length")).isEqualTo("10");
    }
  }

  @Test
  void answersAPartOfWhatIsStillArriving() throws IOException {
    CountDownLatch rest = new CountDownLatch(1);
    try (Origin origin =
            Origin.start((self, wire) -> {
              while (self.receive(wire)) {
                wire.send(HEAD + "Content-Length: 10\n\n01234");
                Await.open(rest);
                wire.send("56789");
              }
            });
        Gateway gateway = Gateway.caching(origin);
        Wire first = Wire.connect(gateway.address("web"));
        Wire second = Wire.connect(gateway.address("web"))) {
      first.send("GET / HTTP/1.1\nHost: shop\n\n");
      first.head();
      Message part = get(second, "Range: bytes=2-4\n");
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.field("content-range")).isEqualTo("bytes 2-4/10");
      assertThat(part.text()).isEqualTo("234");
      assertThat(part.field("cache-status")).contains("; collapsed");

      second.send("GET / HTTP/1.1\nHost: shop\nRange: bytes=4-6\n\n");
      assertThat(second.head().status()).isEqualTo(206);
      rest.countDown();
      assertThat(new String(second.in().readNBytes(3), StandardCharsets.US_ASCII)).isEqualTo("456");
      assertThat(origin.received()).hasSize(1);
    } finally {
      rest.countDown();
    }
  }

  private static Message get(Wire wire, String fields) throws IOException {
    return wire.send("GET / HTTP/1.1\nHost: shop\n" + fields + "\n").answer();
  }
}
