package dev.gatehouse.server.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemdSocketsTest {
  private static final long PID = 4711;

  private static List<String> announced(String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return SystemdSockets.announced(variables, PID).names();
  }

  @Test
  void namesWhatIsPassedInItsOrder() {
    assertThat(announced("LISTEN_PID", "4711", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "web:secure"))
        .containsExactly("web", "secure");
  }

  @Test
  void whatHasNoNameIsUnknown() {
    assertThat(announced("LISTEN_PID", "4711", "LISTEN_FDS", "2"))
        .containsExactly("unknown", "unknown");
    assertThat(announced("LISTEN_PID", "4711", "LISTEN_FDS", "2", "LISTEN_FDNAMES", ":secure"))
        .containsExactly("unknown", "secure");
  }

  @Test
  void whatIsMeantForAnotherProcessIsNotTaken() {
    assertThat(announced("LISTEN_PID", "4712", "LISTEN_FDS", "1")).isEmpty();
    assertThat(announced("LISTEN_FDS", "1")).isEmpty();
  }

  @Test
  void whatIsNoNumberIsNothing() {
    for (String count : List.of("", "0", "-1", "1e3", "99999", "12345678901234567890")) {
      assertThat(announced("LISTEN_PID", "4711", "LISTEN_FDS", count)).isEmpty();
    }
  }
}
