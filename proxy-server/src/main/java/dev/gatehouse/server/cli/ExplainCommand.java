package dev.gatehouse.server.cli;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.filter.forwarded.ForwardedFilter;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.RequestTarget;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.routing.RouteRule;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.routing.RouteTrace;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import io.netty.util.NetUtil;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * The command {@code explain}: which route a request takes, why, and why not the others, by the
 * matcher that serves.
 */
@Command(
    name = "explain",
    description = "Says which route a request takes, why, and why not the others.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The configuration file.")
  private Path file = Path.of("");

  @Parameters(index = "0", paramLabel = "METHOD", description = "The request's method.")
  private String method = Methods.GET;

  @Parameters(
      index = "1",
      paramLabel = "URL",
      description = "The request's URL: http://host/path?query, or https.")
  private String url = "";

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
    return switch (new ConfigurationLoader().load(file)) {
      case Loaded.Invalid(var problems) -> {
        problems.forEach(spec.commandLine().getErr()::println);
        yield ExitCode.INVALID;
      }
      case Loaded.Valid valid -> explain(valid.settings());
    };
  }

  private int explain(GatehouseSettings settings) {
    PrintWriter out = spec.commandLine().getOut();
    Request request = request();
    InetAddress peer = NetUtil.createInetAddressFromIpAddressString(client);
    if (peer == null) {
      throw new ParameterException(
          spec.commandLine(), "--client: " + client + " (expected: an IP address)");
    }
    String through = listener == null ? listener(settings, request) : listener;
    out.printf(
        "request   %s %s://%s%s%s%n",
        request.method(),
        request.scheme(),
        request.authority().text(),
        request.path(),
        query(request));
    out.printf("listener  %s%n", through);
    String address =
        new ForwardedFilter(settings.trustedProxies())
            .explain(peer, client, request.headers(), line -> out.printf("client    %s%n", line));
    out.printf("client    %s%n", address);

    List<RouteRule<RouteSettings>> rules =
        settings.routes().stream()
            .map(route -> new RouteRule<>(route.name(), route.listeners(), route.match(), route))
            .toList();
    RouteTrace trace = new RouteTrace();
    InetAddress from =
        Objects.requireNonNullElse(NetUtil.createInetAddressFromIpAddressString(address), peer);
    RouteSettings route = RouteTable.of(rules).match(through, request, from, trace);
    if (route == null) {
      out.printf(
          "route     none: the answer is 404 (%s)%n",
          trace.noMatch() == null ? "no routes" : trace.noMatch().code());
    } else {
      out.printf("route     %s%n", route.name());
      new RouteDescription(route, settings, request).print(out);
    }
    out.println();
    trace.steps().forEach(step -> out.printf("  %s%n", step));
    return ExitCode.DONE;
  }

  private static String query(Request request) {
    return request.query() == null ? "" : "?" + request.query();
  }

  private Request request() {
    String upper = Methods.of(method);
    RequestTarget target = RequestTarget.parse(upper, url, EncodedSlash.KEEP);
    Authority authority = target.authority();
    if (target.refusal() != null || authority == null) {
      String why =
          target.refusal() == null ? "" : "; this one would be refused: " + target.refusal().code();
      throw new ParameterException(
          spec.commandLine(),
          "URL: " + url + " (expected: http://host/path or https://host/path" + why + ")");
    }
    String scheme = url.regionMatches(true, 0, "https:", 0, 6) ? "https" : "http";
    return new Request(
        upper,
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
        throw new ParameterException(
            spec.commandLine(), "-H: " + field + " (expected: 'name: value')");
      }
      headers.add(HeaderNames.of(name), value);
    }
    return headers;
  }

  /**
   * The first listener with the URL's scheme and, if it has one, its port; else the first with its
   * scheme, else the first.
   */
  private static String listener(GatehouseSettings settings, Request request) {
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
}
