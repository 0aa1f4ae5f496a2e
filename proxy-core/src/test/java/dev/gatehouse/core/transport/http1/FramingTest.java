package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FramingTest {
  /** The fields that both tables state, separated by |, and the end of the content they say. */
  @ParameterizedTest
  @CsvSource({
    "1.1, '', 0",
    "1.0, '', 0",
    "1.1, content-length: 0, 0",
    "1.1, content-length: 7, 7",
    "1.0, content-length: 7, 7",
    "1.1, content-length: 007, 7",
    "1.1, content-length: 999999999999999999, 999999999999999999",
    "1.1, content-length: 9999999999999999999, bad",
    "1.1, content-length:, bad",
    "1.1, content-length: +7, bad",
    "1.1, content-length: -7, bad",
    "1.1, content-length: 7 7, bad",
    "1.1, content-length: 0x7, bad",
    "1.1, content-length: 7.0, bad",
    "1.1, content-length: ٧, bad",
    "1.1, 'content-length: 7, 7', bad",
    "1.1, content-length: 7|content-length: 7, bad",
    "1.1, content-length: 7|content-length: 8, bad",
    "1.1, transfer-encoding: chunked, chunked",
    "1.1, transfer-encoding: ChunKed, chunked",
    "1.0, transfer-encoding: chunked, bad",
    "1.1, transfer-encoding:, bad",
    "1.1, transfer-encoding: gzip, bad",
    "1.1, transfer-encoding: identity, bad",
    "1.1, 'transfer-encoding: gzip, chunked', unsupported",
    "1.1, 'transfer-encoding: chunked, chunked', bad",
    "1.1, 'transfer-encoding: chunked,', bad",
    "1.1, transfer-encoding: chunked;q=1, bad",
    "1.1, transfer-encoding: xchunked, bad",
    "1.1, 'transfer-encoding: gzip, br, chunked', unsupported",
    "1.1, 'transfer-encoding: chunked, gzip, chunked', bad",
    "1.1, transfer-encoding: chunked|transfer-encoding: chunked, bad",
    "1.1, transfer-encoding: gzip|transfer-encoding: chunked, bad",
    "1.1, transfer-encoding: chunked|content-length: 7, bad",
    "1.1, content-length: 7|transfer-encoding: chunked, bad",
    "1.1, content-length: 0|transfer-encoding: chunked, bad",
    "1.1, transfer-encoding: gzip|content-length: 7, bad",
  })
  void findsTheEndOfARequest(String version, String fields, String end) {
    assertThat(name(Framing.ofRequest(version(version), headers(fields)))).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 200, 1.1, '', until close",
    "GET, 200, 1.0, '', until close",
    "GET, 200, 1.1, content-length: 7, 7",
    "GET, 200, 1.1, transfer-encoding: chunked, chunked",
    "GET, 200, 1.0, transfer-encoding: chunked, bad",
    "GET, 200, 1.1, transfer-encoding: gzip, bad",
    "GET, 200, 1.1, content-length: 7|transfer-encoding: chunked, bad",
    "GET, 200, 1.1, content-length: 7|content-length: 7, bad",
    "GET, 404, 1.1, content-length: 7, 7",
    "GET, 205, 1.1, content-length: 0, 0",
    "GET, 304, 1.1, '', 0",
    "GET, 304, 1.1, content-length: 7, 0",
    "GET, 304, 1.1, transfer-encoding: chunked, 0",
    "GET, 304, 1.1, content-length: x, bad",
    "HEAD, 200, 1.1, '', 0",
    "HEAD, 200, 1.1, content-length: 7, 0",
    "HEAD, 200, 1.1, transfer-encoding: chunked, 0",
    "HEAD, 200, 1.1, content-length: 7|transfer-encoding: chunked, bad",
    "GET, 204, 1.1, '', 0",
    "GET, 204, 1.1, content-length: 0, 0",
    "GET, 204, 1.1, content-length: 7, bad",
    "GET, 204, 1.1, transfer-encoding: chunked, bad",
    "GET, 100, 1.1, '', 0",
    "GET, 103, 1.1, content-length: 7, bad",
    "GET, 103, 1.1, transfer-encoding: chunked, bad",
  })
  void findsTheEndOfAResponse(
      String method, int status, String version, String fields, String end) {
    long found = Framing.ofResponse(method, status, version(version), headers(fields));
    assertThat(name(found)).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, 0",
    "7, false, 7",
    "7, true, 7",
    "-1, false, chunked",
    "-1, true, until close",
  })
  void framesAnAnswerAsItsClientUnderstands(long length, boolean old, String framing) {
    assertThat(name(Framing.ofAnswer(length, old))).isEqualTo(framing);
  }

  private static HttpVersion version(String text) {
    return text.equals("1.0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  private static Headers headers(String fields) {
    Headers headers = new Headers();
    for (String field : fields.isEmpty() ? new String[0] : fields.split("\\|", -1)) {
      int colon = field.indexOf(':');
      headers.add(HeaderNames.of(field.substring(0, colon)), field.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String name(long framing) {
    if (framing == Framing.CHUNKED) {
      return "chunked";
    }
    if (framing == Framing.UNTIL_CLOSE) {
      return "until close";
    }
    if (framing == Framing.BAD) {
      return "bad";
    }
    return framing == Framing.UNSUPPORTED_CODING ? "unsupported" : Long.toString(framing);
  }
}
