package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The command {@code config history}: what configurations a running server has had. */
@Command(
    name = "history",
    description =
        "Says what configurations a running server has had, newest first, and what each has"
            + " changed. rollback goes back to one of them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse config history --diff 7 -c gatehouse.yaml"})
final class ConfigHistoryCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Option(
      names = "--diff",
      paramLabel = "NUMBER",
      description = "Print what this one has changed in the text instead.")
  private @Nullable Integer number;

  @Override
  public Integer call() {
    return access.run(spec.commandLine().getErr(), this::show);
  }

  private int show(AdminClient admin) throws AdminClient.Unreachable {
    String wanted = number == null ? "" : "?number=" + number;
    AdminClient.Answer answer = admin.get("/api/v1/config/history" + wanted);
    PrintWriter out = spec.commandLine().getOut();
    JsonNode json = answer.json();
    if (answer.status() != 200 || json == null) {
      spec.commandLine().getErr().println("gatehouse: no history: " + answer.line());
      return ExitCode.INVALID;
    }
    if (number != null) {
      return difference(json, out);
    }
    for (JsonNode each : json) {
      String changes = each.path("changes").asString();
      out.printf(
          "%4d  %s  %-14s  %s%n",
          each.path("number").asInt(),
          each.path("at").asString(),
          each.path("by").asString(),
          changes.isEmpty() ? "the first" : changes);
    }
    return ExitCode.DONE;
  }

  private int difference(JsonNode history, PrintWriter out) {
    if (history.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("gatehouse: --diff: %d (expected: a number in config history)%n", number);
      return ExitCode.INVALID;
    }
    JsonNode diff = history.get(0).path("diff");
    out.print(diff.isString() ? diff.asString() : "(nothing before it is kept)\n");
    out.flush();
    return ExitCode.DONE;
  }
}
