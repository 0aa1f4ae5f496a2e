package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** The command {@code config}: what configuration a running server serves by. */
@Command(
    name = "config",
    description = {
      "Prints the configuration that a running server serves by, with all secrets taken out, and",
      "says since when it does, and whether the file has another one or was refused."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = ConfigHistoryCommand.class,
    footer = {
      "",
      "Examples:",
      "  gatehouse config -c gatehouse.yaml",
      "  gatehouse config history -c gatehouse.yaml"
    })
final class ConfigCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Override
  public Integer call() {
    return access.run(spec.commandLine().getErr(), this::show);
  }

  private int show(AdminClient admin) throws AdminClient.Unreachable {
    AdminClient.Answer answer = admin.get("/api/v1/config");
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    JsonNode json = answer.json();
    if (answer.status() != 200 || json == null) {
      err.println("gatehouse: no configuration: " + answer.line());
      return ExitCode.INVALID;
    }
    out.printf(
        "# configuration %d, since %s (%s), from %s%n",
        json.path("number").asInt(),
        json.path("at").asString(),
        json.path("by").asString(),
        json.path("file").asString());
    out.print(json.path("text").asString());
    out.flush();
    JsonNode refused = json.path("refused");
    if (refused.isObject()) {
      err.printf(
          "a reload was refused since (%s, %s):%n",
          refused.path("at").asString(), refused.path("by").asString());
      refused.path("problems").forEach(each -> err.println("  " + each.path("text").asString()));
    } else if (json.path("fileDiffers").asBoolean(false)) {
      err.println("the file has another configuration by now: reload takes it over");
    }
    return ExitCode.DONE;
  }
}
