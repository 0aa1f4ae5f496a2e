package dev.gatehouse.server.cli;

import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.InvalidSetting;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
    footer = {
      "",
      "For a first look: gatehouse run",
      "",
      "Exit codes: 0 done, 1 the configuration or input is wrong, 2 usage, 3 cannot bind, start or",
      "reach the server, 4 plan --fail-on has found some."
    })
public final class GatehouseCommand implements Callable<Integer> {
  /** The commands by their names, in the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  /** Those that speak of all others. */
  private static final Set<Class<?>> ABOUT_ALL =
      Set.of(CompletionCommand.class, ManualCommand.class);

  static {
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("proxy", ProxyCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("explain", ExplainCommand.class);
    COMMANDS.put("plan", PlanCommand.class);
    COMMANDS.put("reload", ReloadCommand.class);
    COMMANDS.put("upgrade", UpgradeCommand.class);
    COMMANDS.put("rollback", RollbackCommand.class);
    COMMANDS.put("config", ConfigCommand.class);
    COMMANDS.put("purge", PurgeCommand.class);
    COMMANDS.put("status", StatusCommand.class);
    COMMANDS.put("slow", SlowCommand.class);
    COMMANDS.put("drain", DrainCommand.class);
    COMMANDS.put("up", UpCommand.class);
    COMMANDS.put("down", DownCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
    COMMANDS.put("manual", ManualCommand.class);
  }

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** The command line, ready to execute: what it prints goes to {@code out} and {@code err}. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return commandLine(out, err, COMMANDS);
  }

  /**
   * The command line for {@code args}. It knows the command they name and no other, if that is
   * enough: to learn what every command looks like takes longer than the start of the server
   * should.
   */
  static CommandLine commandLine(PrintWriter out, PrintWriter err, String... args) {
    Class<?> named = args.length == 0 ? null : COMMANDS.get(args[0]);
    return named == null || ABOUT_ALL.contains(named)
        ? commandLine(out, err)
        : commandLine(out, err, Map.of(args[0], named));
  }

  private static CommandLine commandLine(
      PrintWriter out, PrintWriter err, Map<String, Class<?>> commands) {
    CommandLine gatehouse = new CommandLine(new GatehouseCommand());
    commands.forEach(gatehouse::addSubcommand);
    return gatehouse
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
    return commandLine(out, err, args).execute(args);
  }

  /** What {@code gatehouse} alone does: it says which commands there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
