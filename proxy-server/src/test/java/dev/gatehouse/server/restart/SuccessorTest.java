package dev.gatehouse.server.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessorTest {
  private static final List<String> ARGUMENTS = List.of("run", "-c", "a.yaml");
  private static final List<String> COMMAND_LINE =
      List.of("/jdk/bin/java", "-Xmx1g", "-jar", "gatehouse.jar", "run", "-c", "a.yaml");

  @Test
  void isTheSameCommandAgainAndToldWhomItFollows() {
    assertThat(Successor.command(List.of("/usr/bin/gatehouse"), ARGUMENTS, 7))
        .containsExactly("/usr/bin/gatehouse", "run", "-c", "a.yaml", "--take-over", "7");
  }

  @Test
  void ofOneThatHasFollowedItselfFollowsThatOne() {
    List<String> own = List.of("run", "--take-over", "3", "--take-over=4", "-c", "a");

    assertThat(Successor.command(List.of("gatehouse"), own, 5))
        .containsExactly("gatehouse", "run", "-c", "a", "--take-over", "5");
  }

  @Test
  void theProgramIsWhatStandsBeforeTheArguments() throws IOException {
    assertThat(Successor.program(COMMAND_LINE, ARGUMENTS))
        .containsExactly("/jdk/bin/java", "-Xmx1g", "-jar", "gatehouse.jar");
  }

  @Test
  void ofAProcessThatIsNotGatehouseThereIsNone() {
    for (List<String> arguments : List.of(List.<String>of(), List.of("run"), COMMAND_LINE)) {
      assertThatThrownBy(() -> Successor.program(COMMAND_LINE, arguments))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not started as Gatehouse");
    }
  }

  @Test
  void aStartThatFailsSaysWhyAndCanBeTriedAgain() {
    // the JVM of the tests was not started as Gatehouse
    Successor successor = new Successor(ProcessHandle.current().pid(), null, List.of());

    assertThat(successor.state()).isNull();
    assertThat(successor.start().state()).isEqualTo("failed");
    assertThat(successor.start().why()).contains("not started as Gatehouse");
    assertThat(successor.state()).isEqualTo(successor.start());
  }
}
