package dev.gatehouse.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.server.config.AdminSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin listener, from its start to its close: answers GET and HEAD of a fixed set of paths and
 * POST to a few, 404 beside them, 405 to other methods.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int BACKLOG = 64;

  static {
    // The JDK's server has no bounds unless told before it is loaded: seconds for a request and its
    // answer, and a number of connections.
    bound("sun.net.httpserver.maxReqTime", 10);
    bound("sun.net.httpserver.maxRspTime", 30);
    bound("jdk.httpserver.maxConnections", 256);
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Map<String, Endpoint> endpoints;
  private final Map<String, Action> actions;
  private final Admission admission;

  private AdminServer(
      HttpServer server,
      AdminSettings settings,
      Map<String, Endpoint> endpoints,
      Map<String, Action> actions) {
    this.server = server;
    this.endpoints = Map.copyOf(endpoints);
    this.actions = Map.copyOf(actions);
    this.admission = new Admission(settings.address(), settings.token());
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("gatehouse-admin-", 1).factory());
  }

  /**
   * Starts to listen.
   *
   * @param endpoints what to answer, by path
   * @param actions what to do when posted to, by path
   * @throws IOException if the address cannot be listened on; the message says which and why
   */
  public static AdminServer start(
      AdminSettings settings, Map<String, Endpoint> endpoints, Map<String, Action> actions)
      throws IOException {
    AdminServer admin = new AdminServer(bind(settings.address()), settings, endpoints, actions);
    admin.server.setExecutor(admin.threads);
    admin.server.createContext("/", admin::serve);
    admin.server.start();
    return admin;
  }

  private static HttpServer bind(HostPort address) throws IOException {
    InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) {
      throw new IOException("admin: " + address + ": unknown host");
    }
    try {
      return HttpServer.create(socket, BACKLOG);
    } catch (IOException e) {
      throw new IOException("admin: cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /** Where it listens: with the port the system chose, if it was asked to. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Stops listening and closes the connections. */
  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Endpoint.Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Endpoint endpoint = endpoints.get(path);
    Action action = actions.get(path);
    if (endpoint == null && action == null) {
      return Endpoint.Answer.text(404, "not found");
    }
    String method = exchange.getRequestMethod();
    try {
      if (endpoint != null && (method.equals("GET") || method.equals("HEAD"))) {
        return answer(exchange, endpoint);
      }
      if (action != null && method.equals("POST")) {
        return act(exchange, action);
      }
      String allow = action == null ? "GET, HEAD" : endpoint == null ? "POST" : "GET, HEAD, POST";
      exchange.getResponseHeaders().set("Allow", allow);
      return Endpoint.Answer.text(405, "method not allowed");
    } catch (RuntimeException e) {
      LOG.error("the admin listener could not answer {}", exchange.getRequestURI(), e);
      return Endpoint.Answer.text(500, "internal error");
    }
  }

  private static Endpoint.Answer answer(HttpExchange exchange, Endpoint endpoint)
      throws IOException {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    try {
      String query = exchange.getRequestURI().getRawQuery();
      Map<String, List<String>> all = parameters(query);
      Map<String, String> last = new LinkedHashMap<>();
      all.forEach((name, values) -> last.put(name, values.getLast()));
      return endpoint.answer(new Endpoint.Ask(accept, last, all));
    } catch (IllegalArgumentException e) {
      return Endpoint.Answer.text(400, String.valueOf(e.getMessage()));
    }
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

  private Endpoint.Answer act(HttpExchange exchange, Action action) throws IOException {
    String refusal = admission.refusal(exchange.getRequestHeaders());
    if (refusal != null) {
      return Endpoint.Answer.text(403, refusal);
    }
    int longest = action.longest();
    byte[] body = exchange.getRequestBody().readNBytes(longest + 1);
    if (body.length > longest) {
      return Endpoint.Answer.text(
          413, "body: too large (expected: at most " + longest / 1024 + " KiB)");
    }
    try {
      return action.act(body);
    } catch (IllegalArgumentException e) {
      return Endpoint.Answer.text(400, String.valueOf(e.getMessage()));
    }
  }

  private static void send(HttpExchange exchange, Endpoint.Answer answer) throws IOException {
    byte[] content = answer.content();
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), content.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(content);
    }
  }

  private static void bound(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }
}
