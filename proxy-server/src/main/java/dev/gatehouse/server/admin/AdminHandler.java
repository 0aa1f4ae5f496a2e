package dev.gatehouse.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.config.AdminSettings.Open;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the admin listener does with a request: answers GET and HEAD of a fixed set of paths and
 * POST to a few, if who asks may; 404 beside them, 405 to other methods. Changes are logged.
 */
final class AdminHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
  private static final int LONGEST_LOGIN = 4 * 1024;
  private static final String SESSION = "/api/v1/session";
  private static final String SESSION_END = "/api/v1/session/end";

  private final Page page = new Page();
  private final Map<String, Endpoint> endpoints;
  private final Map<String, Action> actions;
  private final Supplier<AdminSettings> settings;
  private final Sessions sessions;
  private final Guesses guesses;
  private final Admission admission;
  private final Login login;

  /**
   * @param settings those in force
   */
  AdminHandler(
      Supplier<AdminSettings> settings,
      Map<String, Endpoint> endpoints,
      Map<String, Action> actions,
      InstantSource clock) {
    this.endpoints = Map.copyOf(endpoints);
    this.actions = Map.copyOf(actions);
    this.settings = settings;
    this.sessions = new Sessions(clock);
    this.guesses = new Guesses(clock);
    this.admission = new Admission(settings, sessions, guesses);
    this.login = new Login(sessions, clock);
  }

  /** How many wrong tokens were shown since the start. */
  long wrongTokens() {
    return guesses.count();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      AdminAnswer.send(exchange, answer(exchange));
    }
  }

  private Endpoint.Answer answer(HttpExchange exchange) throws IOException {
    try {
      return switch (exchange.getRequestMethod()) {
        case "GET", "HEAD" -> get(exchange);
        case "POST" -> post(exchange);
        default -> wrongMethod(exchange);
      };
    } catch (IllegalArgumentException e) {
      return Endpoint.Answer.text(400, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("the admin listener could not answer {}", exchange.getRequestURI(), e);
      return Endpoint.Answer.text(500, "internal error");
    }
  }

  private Endpoint.Answer get(HttpExchange exchange) throws IOException {
    String path = path(exchange);
    Endpoint.Answer file = page.find(path);
    if (file != null) {
      return file;
    }
    Caller caller = Caller.of(exchange);
    if (path.equals(SESSION)) {
      return Login.standing(admission, caller);
    }
    Endpoint endpoint = endpoints.get(path);
    if (endpoint == null) {
      return wrongMethod(exchange);
    }
    if (!isOpen(path)
        && admission.mayRead(caller) instanceof Verdict.Refused(int status, String reason)) {
      return Endpoint.Answer.text(status, reason);
    }
    return endpoint.answer(ask(exchange));
  }

  private boolean isOpen(String path) {
    List<Open> open = settings.get().open();
    return (open.contains(Open.HEALTH) && path.startsWith("/health/"))
        || (open.contains(Open.METRICS) && path.equals("/metrics"));
  }

  private Endpoint.Answer post(HttpExchange exchange) throws IOException {
    String path = path(exchange);
    Caller caller = Caller.of(exchange);
    if (path.equals(SESSION)) {
      byte[] body = content(exchange, LONGEST_LOGIN);
      return body == null ? tooLarge(LONGEST_LOGIN) : login.in(admission, caller, body);
    }
    Action action = actions.get(path);
    if (action == null && !path.equals(SESSION_END)) {
      return wrongMethod(exchange);
    }
    return switch (admission.mayChange(caller)) {
      case Verdict.Refused(int status, String reason) -> Endpoint.Answer.text(status, reason);
      case Verdict.Admitted(String by) -> {
        if (action == null) {
          yield login.out(caller);
        }
        int longest = action.longest();
        byte[] body = content(exchange, longest);
        Endpoint.Answer answer = body == null ? tooLarge(longest) : action.act(body);
        String from = caller.address().getHostAddress();
        LOG.info("admin: POST {} from {}, by {}: {}", path, from, by, answer.status());
        yield answer;
      }
    };
  }

  private static String path(HttpExchange exchange) {
    return String.valueOf(exchange.getRequestURI().getPath());
  }

  private Endpoint.Answer wrongMethod(HttpExchange exchange) {
    String path = path(exchange);
    boolean gets = endpoints.containsKey(path) || page.find(path) != null || path.equals(SESSION);
    boolean posts = actions.containsKey(path) || path.equals(SESSION) || path.equals(SESSION_END);
    if (!gets && !posts) {
      return Endpoint.Answer.text(404, "not found");
    }
    String allow = !posts ? "GET, HEAD" : gets ? "GET, HEAD, POST" : "POST";
    exchange.getResponseHeaders().set("Allow", allow);
    return Endpoint.Answer.text(405, "method not allowed");
  }

  /** The request's content; null if it is longer than {@code longest} bytes. */
  private static byte @Nullable [] content(HttpExchange exchange, int longest) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(longest + 1);
    return body.length > longest ? null : body;
  }

  private static Endpoint.Answer tooLarge(int longest) {
    return Endpoint.Answer.text(
        413, "body: too large (expected: at most " + longest / 1024 + " KiB)");
  }

  private static Endpoint.Ask ask(HttpExchange exchange) {
    Map<String, List<String>> all = parameters(exchange.getRequestURI().getRawQuery());
    Map<String, String> last = new LinkedHashMap<>();
    all.forEach((name, values) -> last.put(name, values.getLast()));
    return new Endpoint.Ask(exchange.getRequestHeaders().getFirst("Accept"), last, all);
  }

  private static Map<String, List<String>> parameters(@Nullable String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      parameters
          .computeIfAbsent(URLDecoder.decode(name, UTF_8), _ -> new ArrayList<>())
          .add(URLDecoder.decode(value, UTF_8));
    }
    return parameters;
  }
}
