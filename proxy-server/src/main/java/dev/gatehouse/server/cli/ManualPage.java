package dev.gatehouse.server.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of the program, in the language of {@code man}: what its commands say of
 * themselves, and what holds for the process. A pure function of the commands' model.
 */
final class ManualPage {
  /** What concerns the process rather than one command. */
  private static final String PROCESS =
      """
      .SH SIGNALS
      What a process that serves does when it receives one.
      .TP
      .B SIGTERM, SIGINT
      Take no new connections, finish running requests (for at most drain.timeout), end.
      .TP
      .B SIGHUP
      Read the configuration again. Whatever is wrong with it is logged, and the running one stays.
      .TP
      .B SIGUSR1
      Open the access log anew, after its file has been moved away.
      .SH ENVIRONMENT
      .TP
      .B GATEHOUSE_JAVA_OPTS
      Further options for the Java virtual machine, such as
      .BR \\-Xmx2g .
      .TP
      .B GATEHOUSE_ADMIN_TOKEN
      The token by which commands identify themselves to a running server.
      .PP
      Any other variable can be named in the configuration: ${NAME}, or ${NAME:\\-default}.
      .SH FILES
      .TP
      .I /etc/gatehouse/gatehouse.yaml
      The configuration of the service that the Debian package installs.
      .TP
      .I /etc/default/gatehouse
      Its environment, with GATEHOUSE_JAVA_OPTS.
      .TP
      .I /var/log/gatehouse/access.log
      Its access log, rotated by logrotate.
      """;

  private final StringBuilder page = new StringBuilder();

  private ManualPage() {}

  static String of(CommandSpec program, String version) {
    ManualPage manual = new ManualPage();
    String name = program.name();
    manual.macro(
        ".TH " + name.toUpperCase(Locale.ROOT) + " 1 \"\" \"" + name + " " + version + "\" \"\"");
    manual.macro(".SH NAME");
    manual.text(name + " - a reverse proxy and edge server");
    manual.macro(".SH SYNOPSIS");
    for (CommandSpec command : CommandTexts.commands(program)) {
      manual.macro(".B " + escaped(command.qualifiedName()));
      manual.text(arguments(command));
      manual.macro(".br");
    }
    manual.macro(".SH DESCRIPTION");
    CommandTexts.description(program).forEach(manual::text);
    manual.text(
        "It stands before your servers: terminates TLS, decides who should answer, spreads the"
            + " requests over them, and shields them from slow, broken and hostile clients.");
    manual.text("Every command knows the options --help and --version.");
    manual.macro(".SH COMMANDS");
    CommandTexts.commands(program).forEach(manual::command);
    manual.macro(PROCESS.stripTrailing());
    manual.exitStatus();
    return manual.page.toString();
  }

  private void command(CommandSpec command) {
    macro(".SS " + escaped(command.qualifiedName()));
    CommandTexts.description(command).forEach(this::text);
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      item(".I " + escaped(parameter.paramLabel()), parameter);
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
        String value = option.arity().max() == 0 ? "" : " \\fI" + option.paramLabel() + "\\fR";
        item(
            Stream.of(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR" + value)
                .collect(Collectors.joining(", ")),
            option);
      }
    }
    List<String> footer = CommandTexts.footer(command).dropWhile(String::isBlank).toList();
    if (!footer.isEmpty()) {
      macro(".PP");
      macro(".nf");
      footer.forEach(line -> macro(sheltered(escaped(line))));
      macro(".fi");
    }
    CommandTexts.commands(command).forEach(this::command);
  }

  private void item(String head, ArgSpec argument) {
    macro(".TP");
    macro(head);
    text(CommandTexts.text(argument));
  }

  private void exitStatus() {
    macro(".SH EXIT STATUS");
    item(ExitCode.DONE, "Done.");
    item(ExitCode.INVALID, "The configuration or the input is wrong.");
    item(ExitCode.USAGE, "The command line is wrong.");
    item(ExitCode.CANNOT_START, "The server cannot bind or start, or cannot be reached.");
    item(ExitCode.FOUND, "What plan was asked to fail on was found.");
    item(ExitCode.INTERRUPTED, "A second interrupt has cut what was under way.");
  }

  private void item(int code, String meaning) {
    macro(".TP");
    macro(".B " + code);
    text(meaning);
  }

  /** What follows a command's name on its line. */
  private static String arguments(CommandSpec command) {
    Help help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
    String line = help.synopsis(0).replaceAll("\\s+", " ").strip();
    String name = command.qualifiedName();
    return line.startsWith(name) ? line.substring(name.length()).strip() : line;
  }

  private void text(String text) {
    macro(sheltered(escaped(text)));
  }

  /** A line that begins as a macro does, but is text. */
  private static String sheltered(String line) {
    return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
  }

  /** Text whose backslashes and hyphens stay what they are: man would print others. */
  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }

  private void macro(String line) {
    page.append(line).append('\n');
  }
}
