package dev.gatehouse.server.cli;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.RequestTarget;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import io.netty.util.NetUtil;
import java.net.InetAddress;
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

/**
 * The command {@code explain}: which route a request takes, why, and why not the others, by the
 * matcher that serves.
 */
@Command(
    name = "explain",
    description =
        "Says which route a request takes, why, and why not the others; or what a running server"
            + " has stored for a URL. Sends nothing to backends.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  gatehouse explain -c conf/gatehouse.yaml GET http://localhost:8080/hello",
      "  gatehouse explain --live --cache https://shop.example.com/a?page=1"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final String EXPECTED_URL = "http://host/path or https://host/path";

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

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

  @Option(names = "--live", description = "Ask the running server; with --cache.")
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

  @Override
  public Integer call() {
    if (live || cache) {
      if (!live || !cache || asked.size() != 1) {
        throw wrong(
            live ? "--live" : "--cache", String.join(" ", asked), "--live --cache with a URL");
      }
      return access.run(
          spec.commandLine().getErr(),
          admin -> new CacheExplanationText(spec.commandLine()).show(admin, asked.getFirst()));
    }
    Path file = access.file();
    if (file == null) {
      throw new ParameterException(spec.commandLine(), "missing required option: '--config=FILE'");
    }
    Request request = request();
    InetAddress peer = NetUtil.createInetAddressFromIpAddressString(client);
    if (peer == null) {
      throw wrong("--client", client, "an IP address");
    }
    return switch (new ConfigurationLoader().load(file)) {
      case Loaded.Invalid(var problems) -> {
        Configuration.print(problems, spec.commandLine().getErr());
        yield ExitCode.INVALID;
      }
      case Loaded.Valid valid -> {
        GatehouseSettings settings = valid.settings();
        new Explanation(settings, through(settings, request), request, peer)
            .print(spec.commandLine().getOut());
        yield ExitCode.DONE;
      }
    };
  }

  private Request request() {
    String method = asked.size() == 1 ? Methods.GET : asked.getFirst();
    String url = asked.getLast();
    if (!Tokens.isToken(method)) {
      throw wrong("METHOD", method, "a method such as GET");
    }
    String known = Methods.of(method);
    RequestTarget target = RequestTarget.parse(known, url, EncodedSlash.KEEP);
    Authority authority = target.authority();
    if (target.refusal() != null) {
      String why = target.refusal().code();
      throw wrong("URL", url, EXPECTED_URL + "; this one would be refused: " + why);
    } else if (authority == null || !url.regionMatches(true, 0, "http", 0, 4)) {
      throw wrong("URL", url, EXPECTED_URL);
    }
    String scheme = url.regionMatches(true, 0, "https:", 0, 6) ? "https" : "http";
    return new Request(
        known,
        HttpVersion.HTTP_1_1,
        scheme,
        authority,
        target.path(),
        target.path(),
        target.query(),
        headers(),
        Body.empty());
  }

  private Headers headers() {
    Headers headers = new Headers();
    for (String field : fields) {
      int colon = field.indexOf(':');
      String name = colon < 0 ? field : field.substring(0, colon);
      String value = colon < 0 ? "" : field.substring(colon + 1).strip();
      if (colon < 0 || !Tokens.isToken(name) || !Tokens.isFieldValue(value)) {
        throw wrong("-H", field, "'name: value'");
      }
      headers.add(HeaderNames.of(name), value);
    }
    return headers;
  }

  /**
   * The listener that was asked for; else the first with the URL's scheme and port; else the first
   * with its scheme; else the first.
   */
  private String through(GatehouseSettings settings, Request request) {
    if (listener != null) {
      if (!settings.listeners().containsKey(listener)) {
        throw wrong("--listener", listener, String.join(" or ", settings.listeners().keySet()));
      }
      return listener;
    }
    boolean secure = request.scheme().equals("https");
    int port = request.authority().port();
    List<ListenerSettings> all = List.copyOf(settings.listeners().values());
    return all.stream()
        .filter(each -> (each.tls() != null) == secure && each.address().port() == port)
        .findFirst()
        .or(() -> all.stream().filter(each -> (each.tls() != null) == secure).findFirst())
        .orElse(all.getFirst())
        .name();
  }

  private ParameterException wrong(String what, String value, String expected) {
    return new ParameterException(
        spec.commandLine(), what + ": " + value + " (expected: " + expected + ")");
  }
}
