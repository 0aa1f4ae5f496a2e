package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chek x | unknown command chek; did you mean check?",
        "serve | unknown command serve",
        "relod | unknown command relod; did you mean reload?",
        "status --all | unknown option --all",
        "drain | missing required parameter: 'BACKEND'",
        "run --confg x | unknown option --confg; did you mean --config?",
        "check | missing required parameter: 'FILE'",
        "check a b | unexpected argument b",
        "proxy | missing required option: '--to=URL'",
        "proxy --to ftp://a | invalid value for option '--to' at index 0 (URL): ftp://a (expected:"
            + " http://host:port or https://host:port, without a path)",
        "proxy --to http://a --from a:70000 | invalid value for option '--from': a:70000 (expected:"
            + " 0 to 65535)",
        "explain -c f GET /a | URL: /a (expected: http://host/path or https://host/path)",
        "explain -c f GET http://a/%zz | URL: http://a/%zz (expected: http://host/path or"
            + " https://host/path; this one would be refused: bad-path)",
        "explain -c f G(T http://a/ | METHOD: G(T (expected: a method such as GET)",
        "explain -c f -H a GET http://a/ | -H: a (expected: 'name: value')",
        "explain -c f --client a GET http://a/ | --client: a (expected: an IP address)",
      })
  void aWrongCommandLineIsOneLineThatSaysWhatIsWrong(String args, String message) {
    Ran ran = Ran.gatehouse(args.split(" "));

    assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(2).first().isEqualTo("gatehouse: " + message);
    assertThat(ran.err().lines().toList().getLast()).startsWith("Try: gatehouse ");
  }

  @Test
  void withoutACommandItSaysWhichThereAre() {
    Ran ran = Ran.gatehouse();

    assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("run ", "proxy ", "check ", "explain ", "Exit codes: 0 done");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "proxy",
        "check",
        "explain",
        "reload",
        "status",
        "drain",
        "up",
        "down",
        "purge",
        "plan",
        "slow",
        "completion"
      })
  void everyCommandHasHelpAndTheVersion(String command) {
    Ran help = Ran.gatehouse(command, "--help");
    assertThat(help.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(help.out()).startsWith("Usage: gatehouse " + command + " ");
    assertThat(help.err()).isEmpty();

    Ran version = Ran.gatehouse(command, "--version");
    assertThat(version.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(version.out()).startsWith("gatehouse ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "config", "completion"})
  void aCommandLineOfOneCommandSaysWhatThatOfAllSays(String command) {
    StringWriter out = new StringWriter();
    PrintWriter printed = new PrintWriter(out, true);
    String[] args = {command, "--help"};
    GatehouseCommand.commandLine(printed, printed, args).execute(args);

    assertThat(out.toString().replace(System.lineSeparator(), "\n"))
        .isEqualTo(Ran.gatehouse(args).out());
  }
}
