package dev.gatehouse.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion script of a program for zsh: one function per command, which offers its options
 * and arguments with their descriptions. A pure function of the commands' model.
 *
 * <p>The script works as a file {@code _PROGRAM} in a folder of {@code $fpath}, and when it is
 * sourced.
 */
final class ZshCompletion {
  private final StringBuilder script = new StringBuilder();

  private ZshCompletion() {}

  static String of(CommandSpec program) {
    ZshCompletion completion = new ZshCompletion();
    String main = "_" + program.name();
    completion.line("#compdef " + program.name());
    completion.function(program, main);
    completion.line("");
    completion.line("if [[ $funcstack[1] == " + main + " ]]; then");
    completion.line("  " + main + " \"$@\"");
    completion.line("else");
    completion.line("  compdef " + main + " " + program.name());
    completion.line("fi");
    return completion.script.toString();
  }

  private void function(CommandSpec command, String name) {
    List<CommandSpec> children = CommandTexts.commands(command);
    line("");
    line(name + "() {");
    if (children.isEmpty()) {
      line("  _arguments -s -S" + arguments(command));
    } else {
      line("  local curcontext=$curcontext state line");
      line("  _arguments -s -S -C" + arguments(command) + " \\");
      line("    '1: :->command' '*:: :->rest'");
      line("  case $state in");
      line("    command)");
      line("      local -a commands=(");
      children.forEach(child ->
          line(
              "        "
                  + quoted(child.name() + ":" + CommandTexts.summary(child).replace(":", "\\:"))));
      line("      )");
      line("      _describe command commands ;;");
      line("    rest)");
      line("      case $line[1] in");
      children.forEach(
          child -> line("        " + child.name() + ") " + name + "_" + child.name() + " ;;"));
      line("      esac ;;");
      line("  esac");
    }
    line("}");
    children.forEach(child -> function(child, name + "_" + child.name()));
  }

  private static String arguments(CommandSpec command) {
    StringJoiner all = new StringJoiner(" \\\n    ", " \\\n    ", "");
    all.setEmptyValue("");
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        all.add(option(option));
      }
    }
    if (CommandTexts.commands(command).isEmpty()) {
      for (PositionalParamSpec parameter : command.positionalParameters()) {
        String place = parameter.isMultiValue() ? "*" : "";
        all.add(quoted(place + ":" + label(parameter) + ":" + values(parameter)));
      }
    }
    return all.toString();
  }

  /** One option: its names exclude each other unless it may be repeated. */
  private static String option(OptionSpec option) {
    String[] names = option.names();
    String argument = option.arity().max() == 0 ? "" : ":" + label(option) + ":" + values(option);
    String help = "[" + escaped(CommandTexts.firstLine(option)) + "]" + argument;
    String before =
        option.isMultiValue()
            ? "'*'"
            : names.length > 1 ? quoted("(" + String.join(" ", names) + ")") : "";
    List<String> spelled = new ArrayList<>();
    for (String name : names) {
      boolean takes = option.arity().max() > 0;
      spelled.add(name + (takes ? name.startsWith("--") ? "=" : "+" : ""));
    }
    String which = spelled.size() > 1 ? "{" + String.join(",", spelled) + "}" : spelled.getFirst();
    return before + which + quoted(help);
  }

  private static String label(ArgSpec argument) {
    return escaped(argument.paramLabel());
  }

  /** How the shell finds values: files, one of a few, or not at all. */
  private static String values(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[argument.auxiliaryTypes().length - 1];
    if (type == Path.class) {
      return "_files";
    }
    Iterable<String> candidates = argument.completionCandidates();
    if (candidates == null) {
      return " ";
    }
    return "(" + String.join(" ", candidates) + ")";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private void line(String text) {
    script.append(text).append('\n');
  }
}
