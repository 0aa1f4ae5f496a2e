package dev.gatehouse.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.core.http.Methods;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.explain.Explainer;
import dev.gatehouse.server.explain.Inquiry;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code explain}: what becomes of a request, why, and why no other route answers, by
 * the tables and filters that serve.
 */
@Command(
    name = "explain",
    description =
        "Says what becomes of a request: who asks, which route answers and why, why not the others,"
            + " what the route does with it and where it would go; or what a running server has"
            + " stored for a URL. Sends nothing to backends.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  gatehouse explain -c conf/gatehouse.yaml GET http://localhost:8080/hello",
      "  gatehouse explain --live -H 'x-canary: 1' https://shop.example.com/",
      "  gatehouse explain --live --cache https://shop.example.com/a?page=1"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int ALL = 100_000;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private final JsonMapper mapper =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Mixin private AdminAccess access = new AdminAccess();

  @Parameters(
      arity = "1..2",
      paramLabel = "[METHOD] URL",
      hideParamSyntax = true,
      description = {
        "The request's method (default: GET),",
        "and its URL: http://host/path?query, or https."
      })
  private List<String> asked = new ArrayList<>();

  @Option(
      names = "--live",
      description =
          "Ask the running server: by the configuration that serves now, with how its backends"
              + " stand and what its cache has.")
  private boolean live;

  @Option(
      names = "--cache",
      description =
          "Say what is stored for the URL, how old it is and how long it lasts, or why nothing is"
              + " stored; with --live.")
  private boolean cache;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "A header field of the request; may be repeated.")
  private List<String> fields = new ArrayList<>();

  @Option(
      names = "--client",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address the request comes from (default: ${DEFAULT-VALUE}).")
  private String client = "";

  @Option(
      names = "--listener",
      paramLabel = "NAME",
      description =
          "The listener the request comes through (default: the first that fits the URL's scheme"
              + " and port).")
  private @Nullable String listener;

  @Option(
      names = "--all",
      description = "Show every route, however many there are (default: the nearest 100).")
  private boolean all;

  @Option(names = "--json", description = "Print what GET /api/v1/explain answers.")
  private boolean json;

  @Override
  public Integer call() {
    if (cache) {
      if (!live || asked.size() != 1) {
        throw wrong("--cache", ": " + String.join(" ", asked) + " (expected: --live and a URL)");
      }
      return access.run(
          spec.commandLine().getErr(),
          admin -> new CacheExplanationText(spec.commandLine()).show(admin, asked.getFirst()));
    }
    Inquiry.Words words =
        new Inquiry.Words(
            asked.size() == 1 ? Methods.GET : asked.getFirst(),
            asked.getLast(),
            fields,
            client,
            listener);
    try {
      Inquiry.check(words);
      return live
          ? access.run(spec.commandLine().getErr(), admin -> ask(admin, words))
          : explain(words);
    } catch (Inquiry.Wrong e) {
      throw wrong(option(e.part()), e.rest());
    }
  }

  private int ask(AdminClient admin, Inquiry.Words words) throws AdminClient.Unreachable {
    StringBuilder path = new StringBuilder("/api/v1/explain?method=").append(words.method());
    add(path, "url", words.url());
    add(path, "client", words.client());
    words.fields().forEach(field -> add(path, "header", field));
    if (words.listener() != null) {
      add(path, "listener", words.listener());
    }
    add(path, "limit", Integer.toString(most()));
    AdminClient.Answer answer = admin.get(path.toString());
    JsonNode explanation = answer.json();
    if (answer.status() != 200 || explanation == null) {
      spec.commandLine().getErr().println("gatehouse: " + answer.line());
      return ExitCode.INVALID;
    }
    return print(explanation);
  }

  private static void add(StringBuilder path, String name, String value) {
    path.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8));
  }

  private int explain(Inquiry.Words words) {
    Path file = access.file();
    if (file == null) {
      throw new ParameterException(
          spec.commandLine(), "missing required option: '--config=FILE', or --live");
    }
    return switch (new ConfigurationLoader().load(file)) {
      case Loaded.Invalid(var problems) -> {
        Configuration.print(problems, spec.commandLine().getErr());
        yield ExitCode.INVALID;
      }
      case Loaded.Valid valid -> explain(words, valid.settings());
    };
  }

  private int explain(Inquiry.Words words, GatehouseSettings settings) {
    Inquiry inquiry = Inquiry.of(words, settings);
    return print(mapper.valueToTree(Explainer.of(settings).explain(inquiry, most())));
  }

  private int print(JsonNode explanation) {
    if (json) {
      spec.commandLine().getOut().println(mapper.writeValueAsString(explanation));
    } else {
      new ExplanationText(spec.commandLine().getOut()).print(explanation);
    }
    return ExitCode.DONE;
  }

  private int most() {
    return all ? ALL : Explainer.USUAL;
  }

  /** What is called so on the command line. */
  private static String option(String part) {
    return switch (part) {
      case "method" -> "METHOD";
      case "url" -> "URL";
      case "header" -> "-H";
      default -> "--" + part;
    };
  }

  private ParameterException wrong(String what, String rest) {
    return new ParameterException(spec.commandLine(), what + rest);
  }
}
