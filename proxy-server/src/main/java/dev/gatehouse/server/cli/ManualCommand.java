package dev.gatehouse.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The hidden command {@code manual}, by which packages are given their page for {@code man}. */
@Command(
    name = "manual",
    description = "Prints the manual page gatehouse(1), for man.",
    hidden = true,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ManualCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(ManualPage.of(spec.root(), Version.text()));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
