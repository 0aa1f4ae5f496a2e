package dev.gatehouse.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    return access.run(
        spec.commandLine().getErr(),
        admin ->
            ReloadReport.show(admin.post("/api/v1/reload", "{}"), "reloaded", spec.commandLine()));
  }
}
