package dev.gatehouse.server.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code rollback}: has a running server go back to an earlier configuration. */
@Command(
    name = "rollback",
    description = {
      "Has a running server go back to a configuration that it has had, one of the last ten. No",
      "request is lost. The file stays as it is, and the next reload takes it over again: mend it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  gatehouse config history -c gatehouse.yaml",
      "  gatehouse rollback -c gatehouse.yaml",
      "  gatehouse rollback 7 -c gatehouse.yaml"
    })
final class RollbackCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Parameters(
      arity = "0..1",
      paramLabel = "NUMBER",
      description = "Its number in config history (default: the one before that which serves).")
  private @Nullable Integer number;

  @Override
  public Integer call() {
    return access.run(spec.commandLine().getErr(), this::rollBack);
  }

  private int rollBack(AdminClient admin) throws AdminClient.Unreachable {
    Map<String, Integer> order = number == null ? Map.of() : Map.of("to", number);
    AdminClient.Answer answer = admin.post("/api/v1/rollback", admin.json(order));
    return ReloadReport.show(answer, "rolled back", spec.commandLine());
  }
}
