package dev.gatehouse.server.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessorTest {
  private static final List<String> OWN =
      List.of(
          "/jdk/bin/java",
          "-Xmx1g",
          "-cp",
          "lib/*",
          "dev.gatehouse.server.Main",
          "run",
          "-c",
          "a.yaml");

  @Test
  void isTheSameCommandAgainAndToldWhomItFollows() throws IOException {
    assertThat(Successor.command(null, OWN, 7))
        .containsExactly(
            "/jdk/bin/java",
            "-Xmx1g",
            "-cp",
            "lib/*",
            "dev.gatehouse.server.Main",
            "run",
            "-c",
            "a.yaml",
            "--take-over",
            "7");
  }

  @Test
  void isStartedByTheLauncherWhereThereIsOneBecauseThatKnowsWhatIsInstalledNow()
      throws IOException {
    assertThat(Successor.command("/usr/bin/gatehouse", OWN, 7))
        .containsExactly("/usr/bin/gatehouse", "run", "-c", "a.yaml", "--take-over", "7");
  }

  @Test
  void ofOneThatHasFollowedItselfFollowsThatOne() throws IOException {
    List<String> own =
        List.of(
            "java",
            "dev.gatehouse.server.Main",
            "run",
            "--take-over",
            "3",
            "--take-over=4",
            "-c",
            "a");

    assertThat(Successor.command("gatehouse", own, 5))
        .containsExactly("gatehouse", "run", "-c", "a", "--take-over", "5");
  }

  @Test
  void ofAProcessThatIsNotGatehouseThereIsNone() {
    assertThatThrownBy(() -> Successor.command(null, List.of("java", "Other"), 5))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not started as Gatehouse");
  }

  @Test
  void aStartThatFailsSaysWhyAndCanBeTriedAgain() {
    // the JVM of the tests was not started as Gatehouse
    Successor successor = new Successor(ProcessHandle.current().pid(), null);

    assertThat(successor.state()).isNull();
    assertThat(successor.start().state()).isEqualTo("failed");
    assertThat(successor.start().why()).contains("not started as Gatehouse");
    assertThat(successor.state()).isEqualTo(successor.start());
  }
}
