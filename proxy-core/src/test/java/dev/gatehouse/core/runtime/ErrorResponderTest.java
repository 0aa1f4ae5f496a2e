package dev.gatehouse.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Grpc;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorResponderTest {
  private static final String SECRET = "connect to 10.1.2.3:8080 at /var/lib/secret";
  private static final Failure REFUSED =
      new Failure(FailureReason.CONNECT_REFUSED, SECRET, new IOException(SECRET));

  @ParameterizedTest
  @CsvSource({
    "text/html, error-502.html, text/html; charset=utf-8",
    "application/json, error-502.json, application/problem+json",
    "text/plain, error-502.txt, text/plain; charset=utf-8"
  })
  void writesTheBodyThatTheClientAccepts(String accept, String golden, String contentType) {
    Response response = answer(TestExchange.get("/").header("accept", accept), REFUSED);
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.headers().get("content-type")).isEqualTo(contentType);
    assertThat(response.headers().get("content-length"))
        .isEqualTo(String.valueOf(response.body().length()));
    assertThat(read(response)).isEqualTo(CaseTable.text(ErrorResponderTest.class, golden));
  }

  @Test
  void tellsProgramsWhatHappenedInTheHeaders() {
    Response response = answer(TestExchange.get("/"), REFUSED);
    assertThat(response.headers().toString())
        .isEqualTo(
            """
            date: Fri, 20 Nov 2026 12:00:00 GMT
            proxy-status: gatehouse; error=connection_refused
            x-request-id: test-1
            content-type: text/plain; charset=utf-8
            content-length: %d
            cache-control: no-store
            x-content-type-options: nosniff
            """
                .formatted(response.body().length()));
    response.body().discard();
  }

  @ParameterizedTest
  @EnumSource
  void letsNothingInternalOut(FailureReason reason) {
    for (String accept : new String[] {"text/html", "application/json", "text/plain"}) {
      Failure failure = new Failure(reason, SECRET, new IOException(SECRET));
      Response response = answer(TestExchange.get("/").header("accept", accept), failure);
      assertThat(response.status()).isBetween(400, 599).isNotEqualTo(499);
      for (int i = 0; i < response.headers().size(); i++) {
        assertThat(Tokens.isFieldValue(response.headers().value(i))).isTrue();
      }
      assertThat(response.headers() + read(response))
          .contains(reason.code())
          .contains("test-1")
          .doesNotContain("10.1.2.3")
          .doesNotContain("secret")
          .doesNotContain("Exception");
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasWordsForEveryStatusThatStandInEveryFormat(FailureReason reason) {
    ErrorText text = ErrorText.of(reason.status());
    assertThat(text.title() + text.sentence()).matches("[A-Za-z ,.'-]+").doesNotContain("%");
    if (reason.status() > 500) {
      assertThat(text.sentence()).isNotEqualTo(ErrorText.of(500).sentence());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML
          text/html;q=0.5, application/json            | JSON
          application/json, text/plain, */*            | JSON
          application/problem+json                     | JSON
          application/*                                | JSON
          text/plain;q=0.4, text/html;q=0.5            | HTML
          text/*                                       | PLAIN
          */*                                          | PLAIN
          image/png                                    | PLAIN
          text/html;q=0                                | PLAIN
          nonsense                                     | PLAIN
          """)
  void choosesTheFormByAccept(String accept, ErrorFormat format) {
    assertThat(ErrorFormat.choose(accept)).isEqualTo(format);
  }

  @Test
  void givesPlainTextToWhoeverAsksForNothingOrTooMuch() {
    assertThat(ErrorFormat.choose(null)).isEqualTo(ErrorFormat.PLAIN);
    assertThat(ErrorFormat.choose("text/html," + "a/b,".repeat(300))).isEqualTo(ErrorFormat.PLAIN);
  }

  @Test
  void saysWhenToTryAgainWhileItCannotTakeMore() {
    assertThat(retryAfter(FailureReason.QUEUE_FULL)).isEqualTo("1");
    assertThat(retryAfter(FailureReason.NO_BACKEND)).isEqualTo("5");
    assertThat(retryAfter(FailureReason.CONNECT_REFUSED)).isEqualTo("null");
  }

  @ParameterizedTest
  @EnumSource(FailureReason.class)
  void every503SaysWhenToTryAgain(FailureReason reason) {
    assertThat(retryAfter(reason)).matches(reason.status() == 503 ? "[15]" : "null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/grpc", "application/grpc+proto", "Application/GRPC; x=y"})
  void answersGrpcWithATrailersOnlyStatus(String type) {
    Response response = answer(TestExchange.get("/").header("content-type", type), REFUSED);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().length()).isZero();
    assertThat(response.headers().get("content-type")).isEqualTo("application/grpc");
    assertThat(response.headers().get("grpc-status")).isEqualTo("14");
    assertThat(response.headers().get("grpc-message"))
        .isEqualTo("The server behind this site could not be reached properly. (connect-refused)");
    assertThat(response.headers().get("proxy-status"))
        .isEqualTo("gatehouse; error=connection_refused");
  }

  @Test
  void takesGrpcWebForPlainHttp() {
    assertThat(Grpc.isGrpc("application/grpc-web+proto")).isFalse();
    assertThat(Grpc.isGrpc("text/plain")).isFalse();
    assertThat(Grpc.isGrpc(null)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "NO_ROUTE, 12",
    "BODY_TOO_LARGE, 8",
    "BAD_FRAMING, 13",
    "QUEUE_FULL, 14",
    "CONNECT_TIMEOUT, 14",
    "FIRST_BYTE_TIMEOUT, 4",
    "TOTAL_TIMEOUT, 4",
    "DEADLINE_EXCEEDED, 4",
    "GRPC_NEEDS_HTTP2, 12",
    "STREAM_REFUSED, 14",
    "BACKEND_RESET, 14",
    "LOOP_DETECTED, 2"
  })
  void translatesReasonsToGrpcCodes(FailureReason reason, String code) {
    assertThat(GrpcStatus.code(reason)).isEqualTo(code);
  }

  @Test
  void keepsAStrangeIdFromBreakingOut() {
    assertThat(ErrorFormat.plain("a<b>\"c\\\n&'é")).isEqualTo("a?b??c?????");
    assertThat(ErrorFormat.plain("abc-1")).isEqualTo("abc-1");
  }

  private static String retryAfter(FailureReason reason) {
    Response response = answer(TestExchange.get("/"), Failure.of(reason));
    response.body().discard();
    return String.valueOf(response.headers().get("retry-after"));
  }

  private static Response answer(TestExchange request, Failure failure) {
    Exchange exchange = request.exchange();
    return ErrorResponder.answer(exchange, failure);
  }

  private static String read(Response response) {
    ByteBuf content = response.body().read();
    String text = content == null ? "" : content.toString(StandardCharsets.UTF_8);
    if (content != null) {
      content.release();
    }
    response.body().discard();
    return text;
  }
}
