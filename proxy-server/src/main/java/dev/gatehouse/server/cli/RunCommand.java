package dev.gatehouse.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code run}: serves a configuration until the process is told to end. */
@Command(
    name = "run",
    description = {
      "Serves a configuration; without --config, a demonstration with two embedded backends.",
      "SIGTERM and Ctrl-C end it: running requests finish first (drain.timeout); a second Ctrl-C"
          + " does",
      "not wait for them."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse run --config conf/gatehouse.yaml"})
final class RunCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration file (default: conf/gatehouse.yaml of the installation).")
  private @Nullable Path file;

  @Mixin private Arrival arrival = new Arrival();

  @Override
  public Integer call() {
    Path chosen = file == null ? demonstration() : file;
    return arrival.serve(
        spec.commandLine(),
        place ->
            Configuration.load(
                chosen, place.entrance().heritage().tls(), spec.commandLine().getErr()));
  }

  /** The file that comes with the installation; the launcher says where that is. */
  private static Path demonstration() {
    String home = System.getProperty("gatehouse.home");
    Path file = Path.of(home == null ? "" : home, "conf", "gatehouse.yaml");
    return Files.exists(file) ? file : Path.of("conf", "gatehouse.yaml");
  }
}
