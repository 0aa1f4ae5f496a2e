package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code gatehouse} and its commands. */
@Command(
    name = "gatehouse",
    description = "A reverse proxy and edge server for HTTP/1.1 and HTTP/2.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunCommand.class, ProxyCommand.class, CheckCommand.class, ExplainCommand.class},
    footer = {
      "",
      "Exit codes: 0 done, 1 the configuration or input is wrong, 2 usage, 3 cannot bind or start."
    })
public final class GatehouseCommand implements Runnable {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** The command line, ready to execute: what it prints goes to {@code out} and {@code err}. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new GatehouseCommand())
        .setOut(out)
        .setErr(err)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Executes {@code args} as the process does; returns its exit code. */
  public static int execute(String... args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return commandLine(out, err).execute(args);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
