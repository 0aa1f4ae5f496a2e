package dev.gatehouse.server.cli;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.filter.forwarded.ForwardedFilter;
import dev.gatehouse.core.routing.RouteRule;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.routing.RouteTrace;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import io.netty.util.NetUtil;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request under a configuration, in words: who asks, which route answers and
 * why, and why no other does. It asks the very code that serves.
 *
 * @param listener the name of the listener the request comes through
 * @param peer the address it comes from
 */
record Explanation(GatehouseSettings settings, String listener, Request request, InetAddress peer) {
  void print(PrintWriter out) {
    String query = request.query() == null ? "" : "?" + request.query();
    String authority = request.authority().text();
    out.printf(
        "request   %s %s://%s%s%s%n",
        request.method(), request.scheme(), authority, request.path(), query);
    out.printf("listener  %s%n", listener);

    List<String> reasons = new ArrayList<>();
    String client =
        new ForwardedFilter(settings.trustedProxies())
            .explain(peer, NetUtil.toAddressString(peer), request.headers(), reasons::add);
    out.printf("client    %s%n", client);
    reasons.forEach(reason -> out.printf("          %s%n", reason));

    RouteTrace trace = new RouteTrace();
    RouteSettings route = match(client, trace);
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
  }

  private @Nullable RouteSettings match(String client, RouteTrace trace) {
    List<RouteRule<RouteSettings>> rules =
        settings.routes().stream()
            .map(route -> new RouteRule<>(route.name(), route.listeners(), route.match(), route))
            .toList();
    InetAddress from =
        Objects.requireNonNullElse(NetUtil.createInetAddressFromIpAddressString(client), peer);
    return RouteTable.of(rules).match(listener, request, from, trace);
  }
}
