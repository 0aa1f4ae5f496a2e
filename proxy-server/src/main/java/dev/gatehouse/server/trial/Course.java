package dev.gatehouse.server.trial;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.filter.forwarded.ForwardedFilter;
import dev.gatehouse.core.routing.RouteRule;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.routing.RouteTrace;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.config.RouteSettings;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way that a request would take through a configuration, as far as its route. Found by the very
 * code that serves.
 *
 * @param request as routes see it: the forwarding fields are written anew
 * @param client the client's address
 * @param route null: there is none, and the answer is 404
 * @param trace what became of every other route
 */
public record Course(
    Request request, String client, @Nullable RouteSettings route, RouteTrace trace) {

  /** The table of a configuration's routes, with their settings as values. */
  public static RouteTable<RouteSettings> table(GatehouseSettings settings) {
    return RouteTable.of(rules(settings));
  }

  /** The same; it shares what it can with {@code before}. */
  public static RouteTable<RouteSettings> table(GatehouseSettings settings, RouteTable<?> before) {
    return RouteTable.of(rules(settings), before);
  }

  private static List<RouteRule<RouteSettings>> rules(GatehouseSettings settings) {
    return settings.routes().stream()
        .map(route -> new RouteRule<>(route.name(), route.listeners(), route.match(), route))
        .toList();
  }

  /**
   * Follows {@code request}, whose fields it changes.
   *
   * @param table that of {@code settings}
   * @param listener the name of the listener it comes through
   * @param peer the address it comes from
   * @param trace told in words how the client's address is derived
   */
  public static Course of(
      GatehouseSettings settings,
      RouteTable<RouteSettings> table,
      Request request,
      String listener,
      InetAddress peer,
      Consumer<String> trace) {
    String client =
        new ForwardedFilter(settings.trustedProxies())
            .rehearse(request, peer, NetUtil.toAddressString(peer), trace);
    InetAddress named = NetUtil.createInetAddressFromIpAddressString(client);
    RouteTrace steps = new RouteTrace();
    RouteSettings route = table.match(listener, request, named == null ? peer : named, steps);
    return new Course(request, client, route, steps);
  }

  /**
   * The listener that {@code request} would come through: the first with its scheme and port, else
   * the first with its scheme, else the first.
   */
  public static String listener(GatehouseSettings settings, Request request) {
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

  /** What became of the route named {@code name}, in words; null if there is none. */
  @Nullable String fate(String name) {
    return trace.steps().stream()
        .filter(step -> step.route().equals(name))
        .map(RouteTrace.Step::why)
        .findFirst()
        .orElse(null);
  }
}
