package dev.gatehouse.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.testing.TestExchange;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MaxForwardsTest {
  private static final String FIELD = "max-forwards";

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "10, 9", "007, 6", "999999999, 999999998"})
  void takesOneOffForTheNext(String given, String left) {
    Request request = request("OPTIONS", given);
    assertThat(count(request)).isNull();
    assertThat(request.headers().get(FIELD)).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00"})
  void answersForItselfAtZero(String given) {
    Response answer = Objects.requireNonNull(count(request("OPTIONS", given)), "not answered");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("allow")).contains("GET").contains("OPTIONS");
    assertThat(answer.headers().get("allow")).doesNotContain("TRACE").doesNotContain("CONNECT");
    assertThat(answer.headers().get("content-length")).isEqualTo("0");
    assertThat(answer.headers().get("date")).isEqualTo("Fri, 20 Nov 2026 12:00:00 GMT");
    assertThat(answer.body().ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", "0x1", "1 2", "٣", "1000000000", "no"})
  void leavesAloneWhatIsNoNumberThatAnyoneCountsTo(String given) {
    Request request = request("OPTIONS", given);
    assertThat(count(request)).isNull();
    assertThat(request.headers().get(FIELD)).isEqualTo(given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "HEAD"})
  void countsForOptionsOnly(String method) {
    Request request = request(method, "0");
    assertThat(count(request)).isNull();
    assertThat(request.headers().get(FIELD)).isEqualTo("0");
  }

  @Test
  void addsNothingToAnOptionsRequestWithoutACount() {
    Request request = TestExchange.of("OPTIONS", "/").exchange().request();
    assertThat(count(request)).isNull();
    assertThat(request.headers().isEmpty()).isTrue();
  }

  private static Request request(String method, String value) {
    return TestExchange.of(method, "/").header(FIELD, value).exchange().request();
  }

  private static @Nullable Response count(Request request) {
    return MaxForwards.count(request, new ManualClock());
  }
}
