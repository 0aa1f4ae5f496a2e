package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The command {@code upgrade}: puts a new process of what is installed in a server's place. */
@Command(
    name = "upgrade",
    description = {
      "Has a running server start what is installed now, with the same configuration file, and"
          + " hand",
      "over to it: no connection is refused or reset, and what is under way finishes in the old",
      "process. If the new one cannot serve, the old one goes on."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse upgrade -c gatehouse.yaml"})
final class UpgradeCommand implements Callable<Integer> {
  private static final Duration BETWEEN = Duration.ofMillis(100);

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait for the new process (default: ${DEFAULT-VALUE} s).")
  private int patience = 120;

  @Override
  public Integer call() {
    return access.run(spec.commandLine().getErr(), this::upgrade);
  }

  private int upgrade(AdminClient admin) throws AdminClient.Unreachable {
    PrintWriter err = spec.commandLine().getErr();
    AdminClient.Answer answer = admin.post("/api/v1/upgrade", "{}");
    JsonNode started = answer.json();
    if (answer.status() != 202 || started == null) {
      String why = started == null ? answer.line() : started.path("why").asString();
      err.println("gatehouse: not upgraded: " + why);
      return ExitCode.CANNOT_START;
    }
    long successor = started.path("pid").asLong();
    long deadline = System.nanoTime() + Duration.ofSeconds(patience).toNanos();
    while (System.nanoTime() - deadline < 0) {
      JsonNode now = process(admin);
      if (now != null && now.path("pid").asLong() == successor) {
        spec.commandLine()
            .getOut()
            .println(
                "upgraded: process "
                    + successor
                    + " serves, version "
                    + now.path("version").asString());
        return ExitCode.DONE;
      }
      if (now != null && now.path("successor").path("state").asString().equals("failed")) {
        err.println(
            "gatehouse: not upgraded, the old process goes on: "
                + now.path("successor").path("why").asString());
        return ExitCode.CANNOT_START;
      }
      pause();
    }
    err.println("gatehouse: process " + successor + " does not serve after " + patience + " s");
    return ExitCode.CANNOT_START;
  }

  /** Which process answers; null: neither, for a moment. */
  private static @Nullable JsonNode process(AdminClient admin) {
    try {
      return admin.get("/api/v1/process").json();
    } catch (AdminClient.Unreachable between) {
      return null;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
