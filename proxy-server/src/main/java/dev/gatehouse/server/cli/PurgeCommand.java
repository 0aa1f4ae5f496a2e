package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The command {@code purge}. */
@Command(
    name = "purge",
    description =
        "Removes stored responses from the cache of a running server, and says how many it were.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  gatehouse purge --url https://shop.example.com/a?page=1",
      "  gatehouse purge --prefix https://shop.example.com/static/ --soft",
      "  gatehouse purge --tag product-17 --tag product-18"
    })
final class PurgeCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  @Option(
      names = "--soft",
      description =
          "Mark as stale instead: the backend is asked whether it is still right, and it may answer"
              + " meanwhile where stale answers are allowed.")
  private boolean soft;

  @Option(names = "--dry-run", description = "Only count what would be removed.")
  private boolean dryRun;

  /** What is purged: one kind, as often as is wanted. */
  private static final class What {
    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "Responses to one URL, in all their variants; may be repeated.")
    private List<String> urls = new ArrayList<>();

    @Option(
        names = "--prefix",
        paramLabel = "URL",
        description = "Responses to all URLs that begin so; may be repeated.")
    private List<String> prefixes = new ArrayList<>();

    @Option(
        names = "--host",
        paramLabel = "HOST",
        description = "Responses of one host, on any port unless it names one; may be repeated.")
    private List<String> hosts = new ArrayList<>();

    @Option(
        names = "--tag",
        paramLabel = "TAG",
        description = "Responses that carry a tag (surrogate-key, cache-tag); may be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--all", description = "Everything.")
    private boolean all;
  }

  @Override
  public Integer call() {
    Map<String, Object> order = new LinkedHashMap<>();
    put(order, "url", what.urls);
    put(order, "prefix", what.prefixes);
    put(order, "host", what.hosts);
    put(order, "tag", what.tags);
    if (what.all) {
      order.put("all", true);
    }
    if (soft) {
      order.put("soft", true);
    }
    if (dryRun) {
      order.put("dry-run", true);
    }
    return access.run(spec.commandLine().getErr(), admin -> purge(admin, order));
  }

  private static void put(Map<String, Object> order, String key, List<String> values) {
    if (!values.isEmpty()) {
      order.put(key, values);
    }
  }

  private int purge(AdminClient admin, Map<String, Object> order) throws AdminClient.Unreachable {
    AdminClient.Answer answer = admin.post("/api/v1/purge", admin.json(order));
    JsonNode json = answer.json();
    if (answer.status() != 200 || json == null) {
      spec.commandLine().getErr().println("gatehouse: " + answer.line());
      return ExitCode.INVALID;
    }
    PrintWriter out = spec.commandLine().getOut();
    long responses = json.path("responses").asLong();
    out.printf(
        "%d %s %s, %d bytes%n",
        responses,
        responses == 1 ? "response" : "responses",
        json.path("done").asString().replace('-', ' '),
        json.path("bytes").asLong());
    return ExitCode.DONE;
  }
}
