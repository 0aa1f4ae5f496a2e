package dev.gatehouse.server.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What the commands say of themselves, for completion and manual: pure functions of their model.
 */
final class CommandTexts {
  private CommandTexts() {}

  /** The commands below {@code command} that are offered, each once, in their order. */
  static List<CommandSpec> commands(CommandSpec command) {
    return command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(child -> !child.usageMessage().hidden())
        .distinct()
        .toList();
  }

  /** What a command is for: the first line of its description. */
  static String summary(CommandSpec command) {
    return description(command).findFirst().orElse("");
  }

  /** The lines of a command's description. */
  static Stream<String> description(CommandSpec command) {
    return lines(command.usageMessage().description());
  }

  /** The lines below a command's help. */
  static Stream<String> footer(CommandSpec command) {
    return lines(command.usageMessage().footer());
  }

  /** What an option or a parameter is for: the first line of its description. */
  static String firstLine(ArgSpec argument) {
    return lines(argument.description()).findFirst().orElse("");
  }

  /** What an option or a parameter is for, as one text. */
  static String text(ArgSpec argument) {
    return lines(argument.description()).collect(Collectors.joining(" "));
  }

  /** Lines as they are printed: in the model they are patterns of a format. */
  private static Stream<String> lines(String[] patterns) {
    return Stream.of(patterns)
        .flatMap(pattern -> Stream.of(pattern.split("%n", -1)))
        .map(line -> line.replace("%%", "%"));
  }
}
