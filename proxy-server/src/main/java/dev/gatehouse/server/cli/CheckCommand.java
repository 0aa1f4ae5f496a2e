package dev.gatehouse.server.cli;

import dev.gatehouse.server.config.GatehouseSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The command {@code check}: says whether a configuration can be used, with every problem and its
 * place.
 */
@Command(
    name = "check",
    description = "Checks a configuration and prints every problem with its line and column.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The configuration file.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    Configuration loaded = Configuration.load(file, spec.commandLine().getErr());
    if (loaded == null) {
      return ExitCode.INVALID;
    }
    loaded.tls().close();
    GatehouseSettings settings = loaded.settings();
    spec.commandLine()
        .getOut()
        .printf(
            "%s: good: %d listeners, %d pools, %d routes%n",
            file, settings.listeners().size(), settings.pools().size(), settings.routes().size());
    return ExitCode.DONE;
  }
}
