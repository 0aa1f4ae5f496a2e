package dev.gatehouse.server.cli;

import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.InvalidSetting;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** The program {@code gatehouse} and its commands. */
@Command(
    name = "gatehouse",
    description = "A reverse proxy and edge server for HTTP/1.1 and HTTP/2.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      ProxyCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      PlanCommand.class,
      ReloadCommand.class,
      UpgradeCommand.class,
      RollbackCommand.class,
      ConfigCommand.class,
      PurgeCommand.class,
      StatusCommand.class,
      SlowCommand.class,
      DrainCommand.class,
      UpCommand.class,
      DownCommand.class
    },
    footer = {
      "",
      "For a first look: gatehouse run",
      "",
      "Exit codes: 0 done, 1 the configuration or input is wrong, 2 usage, 3 cannot bind, start or",
      "reach the server, 4 plan --fail-on has found some."
    })
public final class GatehouseCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** The command line, ready to execute: what it prints goes to {@code out} and {@code err}. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new GatehouseCommand())
        .setOut(out)
        .setErr(err)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(new UsageErrors())
        .registerConverter(HostPort.class, text -> converted(text, HostPort::parse))
        .registerConverter(BackendUrl.class, text -> converted(text, BackendUrl::parse))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static <T> T converted(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (InvalidSetting e) {
      throw new TypeConversionException(text + " (expected: " + e.expected() + ")");
    }
  }

  /** Executes {@code args} as the process does; returns its exit code. */
  public static int execute(String... args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return commandLine(out, err).execute(args);
  }

  /** What {@code gatehouse} alone does: it says which commands there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
