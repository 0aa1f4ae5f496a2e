package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gatehouse che | check",
        "gatehouse expl | explain",
        "gatehouse run --con | --config",
        "gatehouse completion z | zsh"
      })
  void bashCompletesCommandsOptionsAndValues(String typed, String completed) throws Exception {
    assumeThat(Files.isExecutable(Path.of("/bin/bash"))).as("bash is here").isTrue();
    Path script = folder.resolve("script");
    Files.writeString(
        script,
        Ran.gatehouse("completion", "bash").out()
            + "\nread -ra COMP_WORDS <<<\"$1\"\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
            + "_complete_gatehouse gatehouse\necho \"${COMPREPLY[*]}\"\n");

    assertThat(" " + printed("/bin/bash", script.toString(), typed) + " ")
        .contains(" " + completed + " ");
  }

  @Test
  void theScriptForZshOffersEveryCommandThatHelpShowsWithItsDescription() {
    String script = Ran.gatehouse("completion", "zsh").out();

    assertThat(script).startsWith("#compdef gatehouse\n");
    Ran.gatehouse("--help")
        .out()
        .lines()
        .dropWhile(line -> !line.startsWith("Commands:"))
        .filter(line -> line.matches(" {2}[a-z]+ .*"))
        .map(line -> line.strip().replaceFirst(" .*", ""))
        .forEach(
            name -> assertThat(script).contains("'" + name + ":", "\n_gatehouse_" + name + "() {"));
    assertThat(script)
        .contains(
            "'check:Checks a configuration and prints every problem with its line and column.'")
        .contains("{-c+,--config=}'[The configuration file")
        .contains(":FILE:_files'")
        .contains("(bash zsh)")
        .doesNotContain("manual");
  }

  @Test
  void aShellItDoesNotKnowIsRefusedByName() {
    Ran ran = Ran.gatehouse("completion", "fish");

    assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("fish").contains("bash, zsh");
  }

  private static String printed(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.strip();
  }
}
