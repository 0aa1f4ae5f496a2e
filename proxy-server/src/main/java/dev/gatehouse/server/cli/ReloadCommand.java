package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** The command {@code reload}: has a running server read its configuration again. */
@Command(
    name = "reload",
    description = {
      "Has a running server read its configuration again. No request is lost; if anything is wrong",
      "with it, says so as check does, and the server goes on as before."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse reload -c gatehouse.yaml"})
final class ReloadCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Override
  public Integer call() {
    return access.run(spec.commandLine().getErr(), this::reload);
  }

  private int reload(AdminClient admin) throws AdminClient.Unreachable {
    PrintWriter err = spec.commandLine().getErr();
    AdminClient.Answer answer = admin.post("/api/v1/reload", "{}");
    JsonNode json = answer.json();
    if (answer.status() == 200 && json != null) {
      json.path("warnings")
          .forEach(each -> err.println("warning: " + each.path("text").asString()));
      spec.commandLine().getOut().println("reloaded: " + json.path("summary").asString());
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
    err.println("gatehouse: not reloaded: " + answer.line());
    return ExitCode.INVALID;
  }
}
