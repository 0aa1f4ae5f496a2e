package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The command {@code status}: how the backends of a running server stand. */
@Command(
    name = "status",
    description = "Says how the pools and backends of a running server stand, and why.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse status -c gatehouse.yaml"})
final class StatusCommand implements Callable<Integer> {
  private static final List<String> HEADINGS =
      List.of("POOL", "BACKEND", "ADDRESS", "STATE", "ACTIVE", "WEIGHT", "WHY");

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Option(names = "--json", description = "Print what the admin API says instead of a table.")
  private boolean asJson;

  @Override
  public Integer call() {
    return access.run(spec.commandLine().getErr(), this::show);
  }

  private int show(AdminClient admin) throws AdminClient.Unreachable {
    PrintWriter out = spec.commandLine().getOut();
    AdminClient.Answer pools = admin.get("/api/v1/pools");
    AdminClient.Answer discovery = admin.get("/api/v1/discovery");
    JsonNode json = pools.json();
    if (pools.status() != 200 || json == null) {
      spec.commandLine().getErr().println("gatehouse: no status: " + pools.line());
      return ExitCode.INVALID;
    }
    if (asJson) {
      out.println(pools.line());
      return ExitCode.DONE;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    json.properties()
        .forEach(pool -> rows.addAll(rows(pool.getKey(), pool.getValue().path("backends"))));
    print(rows, out);
    JsonNode sources = discovery.json();
    if (discovery.status() == 200 && sources != null) {
      sources
          .properties()
          .forEach(pool -> pool.getValue().forEach(source -> trouble(pool.getKey(), source, out)));
    }
    return ExitCode.DONE;
  }

  private static List<List<String>> rows(String pool, JsonNode backends) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : backends) {
      String backup = each.path("backup").asBoolean() ? " (backup)" : "";
      rows.add(
          List.of(
              pool,
              each.path("backend").asString() + backup,
              each.path("address").asString(),
              each.path("standing").asString(),
              each.path("active").asString(),
              each.path("weight").asString(),
              each.path("why").asString()));
    }
    return rows.isEmpty() ? List.of(List.of(pool, "(none)", "", "", "", "", "")) : rows;
  }

  /** Says what is wrong with a place that backends are learnt from, if anything is. */
  private static void trouble(String pool, JsonNode source, PrintWriter out) {
    if (source.path("problem").isString()) {
      JsonNode age = source.path("age");
      out.printf(
          "pool %s: %s: %s (%s)%n",
          pool,
          source.path("source").asString(),
          source.path("problem").asString(),
          age.isNumber()
              ? "the answer in force is %d s old".formatted(Math.round(age.asDouble()))
              : "there was no answer yet");
    }
  }

  private static void print(List<List<String>> rows, PrintWriter out) {
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
