package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The command {@code slow}: the slow and failed requests of a running server. */
@Command(
    name = "slow",
    description = {
      "Shows the slow and failed requests that a running server has kept, the latest first, and",
      "what each was waited for; with an id, one of them phase by phase."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  gatehouse slow -c gatehouse.yaml --kind failed",
      "  gatehouse slow -c gatehouse.yaml 06e3k1qsw8z0f4tm"
    })
final class SlowCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The id of one request, as logs and error pages have it.")
  private @Nullable String id;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only those that failed, were slow, or were refused: failed, slow, refused.")
  private @Nullable String kind;

  @Option(names = "--route", paramLabel = "NAME", description = "Only those of one route.")
  private @Nullable String route;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "Print what the admin API says instead of a table.")
  private boolean asJson;

  @Override
  public Integer call() {
    return access.run(spec.commandLine().getErr(), this::show);
  }

  private int show(AdminClient admin) throws AdminClient.Unreachable {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    AdminClient.Answer answer = admin.get(path());
    JsonNode json = answer.json();
    if (answer.status() != 200 || json == null) {
      err.println("gatehouse: no timeline: " + answer.line());
      return ExitCode.INVALID;
    }
    JsonNode entries = json.path("entries");
    if (asJson) {
      out.println(answer.line());
    } else if (id != null) {
      if (entries.isEmpty()) {
        err.println("gatehouse: no request " + id + " (expected: one that is still kept)");
        return ExitCode.INVALID;
      }
      entries.forEach(each -> TimelineText.one(each, out));
    } else {
      TimelineText.table(json, out);
    }
    return ExitCode.DONE;
  }

  private String path() {
    StringBuilder path = new StringBuilder("/api/v1/timeline?limit=").append(limit);
    add(path, "id", id);
    add(path, "kind", kind);
    add(path, "route", route);
    return path.toString();
  }

  private static void add(StringBuilder path, String name, @Nullable String value) {
    if (value != null) {
      path.append('&').append(name).append('=');
      path.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
