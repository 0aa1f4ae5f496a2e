package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a command line that cannot be understood gets: one line that says what is wrong and what was
 * probably meant, one that says where to read on, and exit code 2. Stateless.
 */
final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("gatehouse: " + message(problem));
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static String message(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    String text = String.valueOf(problem.getMessage());
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
  }

  private static String unmatched(UnmatchedArgumentException problem) {
    String first = problem.getUnmatched().getFirst();
    if (problem.isUnknownOption()) {
      return "unknown option " + first + meant(problem.getSuggestions());
    } else if (!problem.getCommandLine().getSubcommands().isEmpty()) {
      return "unknown command " + first + meant(problem.getSuggestions());
    }
    return "unexpected argument " + first;
  }

  private static String meant(List<String> suggestions) {
    return suggestions.isEmpty() ? "" : "; did you mean " + suggestions.getFirst() + "?";
  }
}
