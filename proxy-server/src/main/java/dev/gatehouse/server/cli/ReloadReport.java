package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What a command says of a running server's answer to a reload or a way back. */
final class ReloadReport {
  private ReloadReport() {}

  /**
   * Says it, and returns the exit code.
   *
   * @param done what the server has done if all is well: {@code reloaded}
   */
  static int show(AdminClient.Answer answer, String done, CommandLine commandLine) {
    PrintWriter out = commandLine.getOut();
    PrintWriter err = commandLine.getErr();
    JsonNode json = answer.json();
    if (answer.status() == 200 && json != null) {
      json.path("warnings")
          .forEach(each -> err.println("warning: " + each.path("text").asString()));
      out.printf(
          "%s, configuration %d: %s%n",
          done, json.path("number").asInt(), json.path("summary").asString());
      if (json.path("note").isString()) {
        out.println(json.path("note").asString());
      }
      return ExitCode.DONE;
    }
    if (answer.status() == 422 && json != null) {
      JsonNode problems = json.path("problems");
      problems.forEach(each -> err.println(each.path("text").asString()));
      if (problems.size() > 1) {
        err.println(problems.size() + " problems");
      }
      return ExitCode.INVALID;
    }
    err.printf("gatehouse: not %s: %s%n", done, answer.line());
    return ExitCode.INVALID;
  }
}
