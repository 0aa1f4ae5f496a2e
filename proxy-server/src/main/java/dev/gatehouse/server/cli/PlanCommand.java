package dev.gatehouse.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The command {@code plan}: what a configuration would change on a running server. */
@Command(
    name = "plan",
    description = {
      "Says what a configuration would change on a running server: what it says otherwise, and"
          + " where",
      "the last requests that the server had would go by it. Changes nothing."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  gatehouse plan new.yaml",
      "  gatehouse plan --fail-on lost,target new.yaml   # exit code 4 if any request would",
      "",
      "Files that NEW refers to by ${file:PATH} are not read; variables are those of this shell."
    })
final class PlanCommand implements Callable<Integer> {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)");

  /** What may become of requests. */
  enum Kind {
    LOST,
    TARGET,
    ROUTE,
    FOUND,
    EDITED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Parameters(paramLabel = "NEW", description = "The configuration file.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print what the admin API says instead of a text.")
  private boolean asJson;

  @Option(
      names = "--fail-on",
      paramLabel = "KIND",
      split = ",",
      description =
          "End with code 4 if any of the last requests would be lost (404), get another target,"
              + " take another route, be found a route for, or meet an edited route:"
              + " ${COMPLETION-CANDIDATES}.")
  private List<Kind> failOn = new ArrayList<>();

  @Override
  public Integer call() {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      String why = Files.exists(file) ? "cannot be read as UTF-8" : "no such file";
      spec.commandLine().getErr().println(file + ": " + why);
      return ExitCode.INVALID;
    }
    return access.run(spec.commandLine().getErr(), admin -> ask(admin, text));
  }

  private int ask(AdminClient admin, String text) throws AdminClient.Unreachable {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("configuration", text);
    order.put("name", file.toString());
    order.put("environment", variables(text));
    AdminClient.Answer answer = admin.post("/api/v1/plan", admin.json(order));
    JsonNode json = answer.json();
    if (answer.status() == 422 && json != null) {
      json.path("problems").forEach(each -> spec.commandLine().getErr().println(each.asString()));
      return ExitCode.INVALID;
    }
    if (answer.status() != 200 || json == null) {
      spec.commandLine().getErr().println("gatehouse: no plan: " + answer.line());
      return ExitCode.INVALID;
    }
    if (asJson) {
      spec.commandLine().getOut().println(answer.line());
    } else {
      new PlanText(spec.commandLine().getOut()).print(json);
    }
    return fails(json.path("effect")) ? ExitCode.FOUND : ExitCode.DONE;
  }

  /** The variables of this process that {@code text} refers to. */
  private static Map<String, String> variables(String text) {
    Map<String, String> known = new LinkedHashMap<>();
    VARIABLE
        .matcher(text)
        .results()
        .forEach(each -> {
          String value = System.getenv(each.group(1));
          if (value != null) {
            known.put(each.group(1), value);
          }
        });
    return known;
  }

  private boolean fails(JsonNode effect) {
    return failOn.stream().anyMatch(kind -> effect.path(kind.word()).asInt() > 0);
  }
}
