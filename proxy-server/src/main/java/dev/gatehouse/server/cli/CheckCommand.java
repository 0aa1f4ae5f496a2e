package dev.gatehouse.server.cli;

import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.tls.TlsHeritage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command {@code check}: says whether a configuration can be used, with every problem and its
 * place.
 */
@Command(
    name = "check",
    description = {
      "Checks a configuration and prints every problem with its line and column.",
      "Reads the files it names (certificates, keys, lists of backends) and runs its tests, but"
          + " opens",
      "no address."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CheckCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The configuration file.")
  private Path file = Path.of("");

  @Option(
      names = "--strict",
      description = "Take warnings for problems: exit code 1 if there is any.")
  private boolean strict;

  @Override
  public Integer call() {
    Configuration loaded = Configuration.load(file, TlsHeritage.NONE, spec.commandLine().getErr());
    if (loaded == null) {
      return ExitCode.INVALID;
    }
    int warnings = loaded.prepared().warnings().size();
    loaded.prepared().close();
    GatehouseSettings settings = loaded.settings();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: good: %s, %s, %s%s%s%n",
        file,
        count(settings.listeners().size(), "listener"),
        count(settings.pools().size(), "pool"),
        count(settings.routes().size(), "route"),
        settings.tests().isEmpty() ? "" : ", " + count(settings.tests().size(), "test") + " passed",
        warnings == 0 ? "" : "; " + count(warnings, "warning"));
    return strict && warnings > 0 ? ExitCode.INVALID : ExitCode.DONE;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
