package dev.gatehouse.server.cli;

import dev.gatehouse.server.restart.Entrance;
import dev.gatehouse.server.restart.Place;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options of commands that serve, by which a process takes the place of another one. */
final class Arrival {
  @Option(
      names = "--take-over",
      paramLabel = "PID",
      description = {
        "Take the place of the Gatehouse with this process number: get its listening sockets,"
            + " serve,",
        "and have it finish what it has. If this one cannot serve, that one goes on."
      })
  private @Nullable Long predecessor;

  /** Serves with what {@code load} makes of the place; null: there is nothing to serve with. */
  int serve(CommandLine command, Function<Place, @Nullable Configuration> load) {
    PrintWriter err = command.getErr();
    Place place;
    try {
      String launcher = System.getProperty("gatehouse.launcher");
      place = Place.of(System.getenv(), predecessor, launcher, arguments(command));
    } catch (Entrance.Refused e) {
      err.println("gatehouse: " + e.getMessage());
      return ExitCode.CANNOT_START;
    }
    Configuration configuration = load.apply(place);
    if (configuration == null) {
      place
          .entrance()
          .failed("there are problems with the configuration: gatehouse check shows them");
      return ExitCode.INVALID;
    }
    return new Service(configuration, place, command).serve();
  }

  /** All that the process was started with, the name of the command among it. */
  private static List<String> arguments(CommandLine command) {
    CommandLine program = command;
    while (program.getParent() != null) {
      program = program.getParent();
    }
    return program.getParseResult().originalArgs();
  }
}
