package dev.gatehouse.core.filter.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.HttpVersion;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpgradeDecisionTest {
  @ParameterizedTest
  @CsvSource({
    "websocket, HTTP_1_1, websocket, UPGRADE",
    "websocket, HTTP_2,   websocket, UPGRADE",
    "websocket, HTTP_1_1, chat,      FORBID",
    "websocket, HTTP_2,   chat,      FORBID",
    "chat,      HTTP_1_1, chat,      UPGRADE",
    "chat,      HTTP_1_1, websocket, IGNORE",
    "chat,      HTTP_2,   websocket, UNSUPPORTED",
    "chat/2,    HTTP_1_1, chat,      IGNORE"
  })
  void followsTheRoute(
      String token, HttpVersion version, String allowed, UpgradeDecision expected) {
    assertThat(UpgradeDecision.of(token, version, Set.of(allowed))).isEqualTo(expected);
  }
}
