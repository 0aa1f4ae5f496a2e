package dev.gatehouse.core.routing;

import dev.gatehouse.core.exchange.Request;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All routes of a configuration, asked for the most specific one that matches a request. Immutable
 * and shared by all event loops.
 *
 * <p>Of the routes that match, the first of these that differs decides:
 *
 * <ol>
 *   <li>an exact host over a longer wildcard over a shorter one over no host;
 *   <li>an exact path over a longer prefix over a shorter one over an expression over no path;
 *   <li>methods over none;
 *   <li>more headers, then more query parameters, then more cookies;
 *   <li>the place in the file.
 * </ol>
 *
 * What conditions mean:
 *
 * <ul>
 *   <li>Hosts ignore the port and the case; {@code *.example.com} stands for one or more labels.
 *   <li>Paths are compared in normal form and with their case. Repeated slashes count as one and an
 *       encoded slash or backslash as a slash, so that neither slips past a route. A prefix matches
 *       whole segments. An expression has to match the whole path as it is sent on. The {@code *}
 *       of OPTIONS matches expressions and routes without a path.
 *   <li>Methods are compared as they are: GET does not stand for HEAD.
 *   <li>Of several values under one name (header lines, cookies, query parameters) one has to fit.
 *       Names and values of the query are compared decoded, those of cookies as they are.
 * </ul>
 *
 * The cost of a match grows with the length of host and path and with the routes that share both,
 * and not with other routes, except those with an expression for the path. A match that needs no
 * expression makes no objects.
 */
public final class RouteTable<T> {
  private final HostIndex hosts;
  private final PathIndex paths;
  private final List<Candidate> candidates;
  private final List<T> values;

  private RouteTable(HostIndex hosts, PathIndex paths, List<Candidate> candidates, List<T> values) {
    this.hosts = hosts;
    this.paths = paths;
    this.candidates = candidates;
    this.values = values;
  }

  /** Returns the table of {@code rules}, which are in the order of the file. */
  public static <T> RouteTable<T> of(List<RouteRule<T>> rules) {
    RouteTableBuilder builder = new RouteTableBuilder();
    rules.forEach(builder::add);
    return new RouteTable<>(
        builder.hosts(),
        builder.paths(),
        builder.candidates(),
        rules.stream().map(RouteRule::value).toList());
  }

  /**
   * Returns the table of {@code rules} as {@link #of(List)} does; where they match as those of
   * {@code before} do, it shares all that is costly with that one.
   */
  public static <T> RouteTable<T> of(List<RouteRule<T>> rules, RouteTable<?> before) {
    return before.isOf(rules)
        ? before.with(rules.stream().map(RouteRule::value).toList())
        : of(rules);
  }

  private boolean isOf(List<? extends RouteRule<?>> rules) {
    boolean same = rules.size() == candidates.size();
    for (int i = 0; same && i < rules.size(); i++) {
      same = candidates.get(i).isOf(rules.get(i));
    }
    return same;
  }

  /**
   * The same table with other values; it shares all that is costly with this one.
   *
   * @param others one for each route, in the order of the file
   */
  public <U> RouteTable<U> with(List<U> others) {
    if (others.size() != values.size()) {
      throw new IllegalArgumentException(
          "values: " + others.size() + " (expected: " + values.size() + ")");
    }
    return new RouteTable<>(hosts, paths, candidates, List.copyOf(others));
  }

  /**
   * The routes that others keep all or some of their requests from, in the order of the file.
   *
   * @param listeners the names of all listeners there are
   */
  public List<Shadow> shadows(Collection<String> listeners) {
    return new Shadows(listeners).find(hosts, paths);
  }

  /** The number of routes. */
  public int size() {
    return values.size();
  }

  /**
   * Returns the value of the most specific route that matches, null if none does.
   *
   * @param listener the name of the listener the request came through
   * @param client the client's address: behind trusted proxies not that of the connection
   */
  public @Nullable T match(String listener, Request request, InetAddress client) {
    return match(listener, request, client, null);
  }

  /** Does what the other one does and tells {@code trace}, a new one, about every step. */
  public @Nullable T match(
      String listener, Request request, InetAddress client, @Nullable RouteTrace trace) {
    if (trace != null) {
      trace.begin(candidates, listener, request, client);
    }
    Candidate found = find(listener, request, client, trace);
    return found == null ? null : values.get(found.index);
  }

  private @Nullable Candidate find(
      String listener, Request request, InetAddress client, @Nullable RouteTrace trace) {
    String path = request.path();
    boolean asterisk = path.equals("*");
    HostNode host = hosts.find(request.authority().host());
    for (; host != null; host = host.wider) {
      if (trace != null) {
        trace.reached(host);
      }
      Place place = asterisk ? null : paths.find(host, path);
      for (; place != null; place = place.wider) {
        Candidate found = first(place.routes, listener, request, client, trace);
        if (found != null) {
          return found;
        }
      }
      Candidate found = firstRegex(host.regexes, listener, request, client, trace);
      if (found == null) {
        found = first(host.rest, listener, request, client, trace);
      }
      if (found != null) {
        return found;
      }
    }
    return trace == null ? null : trace.winner();
  }

  /** With a trace it goes on to the end: those that come later are outranked by the winner. */
  private static @Nullable Candidate first(
      Candidate[] routes,
      String listener,
      Request request,
      InetAddress client,
      @Nullable RouteTrace trace) {
    for (Candidate candidate : routes) {
      NoMatch mismatch = candidate.mismatch(listener, request, client);
      if (trace != null) {
        trace.checked(candidate, mismatch);
      } else if (mismatch == null) {
        return candidate;
      }
    }
    return null;
  }

  /** The expression is tried last, unless a trace wants to know about it. */
  private static @Nullable Candidate firstRegex(
      RegexRoute[] routes,
      String listener,
      Request request,
      InetAddress client,
      @Nullable RouteTrace trace) {
    for (RegexRoute route : routes) {
      NoMatch mismatch = route.candidate().mismatch(listener, request, client);
      if ((mismatch == null || trace != null)
          && !route.pattern().matcher(request.path()).matches()) {
        mismatch = NoMatch.PATH;
      }
      if (trace != null) {
        trace.checked(route.candidate(), mismatch);
      } else if (mismatch == null) {
        return route.candidate();
      }
    }
    return null;
  }
}
