package dev.gatehouse.server.explain;

import dev.gatehouse.cache.filter.Foresight;
import dev.gatehouse.core.routing.NoMatch;
import dev.gatehouse.core.routing.RouteTrace;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request under a configuration: who asks, which route answers and why, what
 * the route does with it on its way, and why no other route answers.
 *
 * @param route the name of the route it takes; null if there is none
 * @param refused who turns it away; null if nobody does
 * @param filters the filters that it passes, in their order
 * @param cache what the route's cache would do; null if it has none
 * @param target who answers; null if there is no route
 * @param pools the pools that it may go to
 * @param sent the request as a backend gets it; null if none gets it
 * @param terms how long the route waits, and when it tries again
 * @param candidates what became of the routes, the nearest first
 * @param more how many routes there are beside these, with other hosts or paths
 */
public record Explanation(
    Asked request,
    Client client,
    @Nullable String route,
    @Nullable Refused refused,
    List<Passed> filters,
    @Nullable Foresight cache,
    @Nullable Target target,
    List<PoolChoice> pools,
    @Nullable Sent sent,
    List<String> terms,
    List<Considered> candidates,
    int more) {

  /**
   * The request as it is understood.
   *
   * @param url with the path in the normal form that routes are matched with
   * @param through why it comes through this listener
   */
  public record Asked(String method, String url, String listener, String through) {}

  /**
   * Who asks.
   *
   * @param why how that is known, step by step
   */
  public record Client(String address, List<String> why) {}

  /**
   * That the request is turned away.
   *
   * @param by the filter that does it, or {@code routing}
   * @param reason the code of the reason, as logs and metrics have it
   * @param status what the client gets
   */
  public record Refused(String by, String reason, int status, String why) {}

  /**
   * A filter that the request passes.
   *
   * @param does what it does with this request
   */
  public record Passed(String filter, String does) {}

  /**
   * Who answers.
   *
   * @param kind pool, split, redirect or respond
   * @param status that of an answer of the proxy's own
   * @param location where a redirect leads
   * @param notes what else decides
   */
  public record Target(
      String kind, @Nullable Integer status, @Nullable String location, List<String> notes) {}

  /**
   * What became of one route.
   *
   * @param verdict chosen, outranked or no-match
   * @param mismatch the code of the condition that failed first; null if it matches
   * @param unmet every condition that failed
   */
  public record Considered(
      String route, String verdict, @Nullable String mismatch, String why, List<Unmet> unmet) {
    static Considered of(RouteTrace.Step step) {
      NoMatch mismatch = step.mismatch();
      return new Considered(
          step.route(),
          step.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          mismatch == null ? null : mismatch.code(),
          step.why(),
          step.unmet().stream()
              .map(each -> new Unmet(each.kind().code(), each.what(), each.seen(), each.expected()))
              .toList());
    }
  }

  /** A condition that the request does not meet. */
  public record Unmet(String kind, String what, String seen, String expected) {}

  /**
   * The request as a backend gets it.
   *
   * @param target path and query
   * @param headers its fields, each {@code name: value}; secrets are hidden
   */
  public record Sent(String method, String target, String host, List<String> headers) {}
}
