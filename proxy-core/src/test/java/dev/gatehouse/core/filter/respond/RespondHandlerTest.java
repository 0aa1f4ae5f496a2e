package dev.gatehouse.core.filter.respond;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RespondHandlerTest {
  @Test
  void givesTheSameAnswerToEveryone() {
    RespondHandler handler =
        new RespondHandler(new RespondSettings(200, Map.of("Content-Type", "text/html"), "grüß\n"));
    for (int i = 0; i < 2; i++) {
      Response response = FilterTester.run(handler, TestExchange.get("/").exchange()).response();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers().toString())
          .isEqualTo(
              "content-type: text/html\ncontent-length: 7\ndate: Fri, 20 Nov 2026 12:00:00 GMT\n");
      assertThat(read(response)).isEqualTo("grüß\n");
    }
  }

  @Test
  void editsOfOneAnswerDoNotShowInTheNext() {
    RespondHandler handler = new RespondHandler(new RespondSettings(200, Map.of("x-a", "1"), ""));
    FilterTester.run(handler, TestExchange.get("/").exchange()).response().headers().clear();
    Response next = FilterTester.run(handler, TestExchange.get("/").exchange()).response();
    assertThat(next.headers().get("x-a")).isEqualTo("1");
  }

  @Test
  void sendsTextWithoutATypeAsPlainText() {
    RespondHandler handler = new RespondHandler(new RespondSettings(404, Map.of(), "no\n"));
    Response response = FilterTester.run(handler, TestExchange.get("/").exchange()).response();
    assertThat(response.headers().get("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(read(response)).isEqualTo("no\n");
  }

  @Test
  void saysNothingOfALengthWhereThereCanBeNone() {
    RespondHandler handler = new RespondHandler(new RespondSettings(204, Map.of(), ""));
    Response response = FilterTester.run(handler, TestExchange.get("/").exchange()).response();
    assertThat(response.headers().contains("content-length")).isFalse();
    assertThat(response.body().ended()).isTrue();
  }

  @Test
  void keepsAConfiguredDate() {
    String date = "Sun, 06 Nov 1994 08:49:37 GMT";
    RespondHandler handler = new RespondHandler(new RespondSettings(200, Map.of("date", date), ""));
    Response response = FilterTester.run(handler, TestExchange.get("/").exchange()).response();
    assertThat(response.headers().count("date")).isEqualTo(1);
    assertThat(response.headers().get("date")).isEqualTo(date);
  }

  private static String read(Response response) {
    ByteBuf content = Objects.requireNonNull(response.body().read());
    String text = content.toString(StandardCharsets.UTF_8);
    content.release();
    response.body().discard();
    return text;
  }
}
