package dev.gatehouse.server.explain;

import dev.gatehouse.cache.filter.Foresight;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.filter.forwarded.ForwardedFilter;
import dev.gatehouse.core.filter.redirect.RedirectHandler;
import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.routing.NoMatch;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.routing.RouteTrace;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.compile.FilterStage;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import dev.gatehouse.server.trial.Course;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The explainer of requests under one configuration: it asks the table that serves, and has the
 * filters that serve do their work on a request that goes nowhere. For any thread.
 */
public final class Explainer {
  /** As many routes are explained unless more are asked for. */
  public static final int USUAL = 100;

  private final GatehouseSettings settings;
  private final RouteTable<?> table;
  private final @Nullable Running running;
  private final Clock clock;

  private Explainer(
      GatehouseSettings settings, RouteTable<?> table, @Nullable Running running, Clock clock) {
    this.settings = settings;
    this.table = table;
    this.running = running;
    this.clock = clock;
  }

  /** The explainer of a configuration that does not run. */
  public static Explainer of(GatehouseSettings settings) {
    return new Explainer(settings, Course.table(settings), null, Clock.SYSTEM);
  }

  /** The explainer of a running one, with the {@code table} that serves. */
  public static Explainer of(
      GatehouseSettings settings, RouteTable<?> table, Running running, Clock clock) {
    return new Explainer(settings, table, running, clock);
  }

  /**
   * Explains what becomes of {@code inquiry}'s request, which is used up.
   *
   * @param most as many routes at most
   */
  public Explanation explain(Inquiry inquiry, int most) {
    Request request = inquiry.request();
    Explanation.Asked asked =
        new Explanation.Asked(
            request.method(), url(request), inquiry.listener(), inquiry.through());
    ForwardedFilter forwarded = new ForwardedFilter(settings.trustedProxies());
    Rehearsal rehearsal = new Rehearsal(inquiry, clock);
    List<String> how = new ArrayList<>();
    String peer = NetUtil.toAddressString(inquiry.peer());
    String address = forwarded.explain(inquiry.peer(), peer, request.headers(), how::add);
    Explanation.Client client = new Explanation.Client(address, how);
    if (!rehearsal.passes(forwarded)) {
      Explanation.Refused refused = refused("forwarding", rehearsal.failure());
      return nowhere(asked, client, refused, List.of(), 0);
    }
    RouteTrace trace = new RouteTrace();
    InetAddress from =
        Objects.requireNonNullElse(
            NetUtil.createInetAddressFromIpAddressString(address), inquiry.peer());
    table.match(inquiry.listener(), request, from, trace);
    List<Explanation.Considered> steps =
        trace.steps(most).stream().map(Explanation.Considered::of).toList();
    int more = trace.size() - steps.size();
    String chosen = trace.chosen();
    if (chosen == null) {
      NoMatch nearest = trace.noMatch();
      String why = nearest == null ? "there are no routes" : "no route matches: " + nearest.code();
      Explanation.Refused refused =
          new Explanation.Refused(
              "routing", FailureReason.NO_ROUTE.code(), FailureReason.NO_ROUTE.status(), why);
      return nowhere(asked, client, refused, steps, more);
    }
    return along(
        route(chosen),
        rehearsal,
        new Explanation(
            asked, client, chosen, null, List.of(), null, null, List.of(), null, List.of(), steps,
            more));
  }

  private static Explanation nowhere(
      Explanation.Asked asked,
      Explanation.Client client,
      Explanation.Refused refused,
      List<Explanation.Considered> steps,
      int more) {
    return new Explanation(
        asked, client, null, refused, List.of(), null, null, List.of(), null, List.of(), steps,
        more);
  }

  private RouteSettings route(String name) {
    for (RouteSettings each : settings.routes()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new IllegalStateException("route: " + name + " (expected: one of the table)");
  }

  private static String url(Request request) {
    String query = request.query() == null ? "" : "?" + request.query();
    return request.scheme() + "://" + request.authority().text() + request.path() + query;
  }

  private static Explanation.Refused refused(String by, @Nullable Failure failure) {
    FailureReason reason = failure == null ? FailureReason.INTERNAL : failure.reason();
    String why = failure == null || failure.detail() == null ? reason.code() : failure.detail();
    return new Explanation.Refused(by, reason.code(), reason.status(), why);
  }

  // ---- the way of a request that has a route

  private Explanation along(RouteSettings route, Rehearsal rehearsal, Explanation so) {
    StageWords words = new StageWords(route, rehearsal);
    List<Explanation.Passed> filters = new ArrayList<>();
    Foresight cache = null;
    for (FilterStage stage : FilterStage.values()) {
      if (!stage.isNeeded(route)) {
        continue;
      }
      if (stage == FilterStage.CACHE) {
        cache = foresee(route, rehearsal.exchange().request());
        filters.add(new Explanation.Passed(stage.word(), cache.result() + ": " + cache.why()));
        continue;
      }
      String does = words.pass(stage);
      filters.add(new Explanation.Passed(stage.word(), does));
      if (rehearsal.failure() != null) {
        Explanation.Refused refused = refused(stage.word(), rehearsal.failure());
        return new Explanation(
            so.request(),
            so.client(),
            so.route(),
            refused,
            filters,
            cache,
            null,
            List.of(),
            null,
            List.of(),
            so.candidates(),
            so.more());
      }
    }
    List<PoolChoice> pools =
        new PoolChoices(settings, running, rehearsal.exchange(), clock).of(route);
    boolean forwards = !pools.isEmpty();
    return new Explanation(
        so.request(),
        so.client(),
        so.route(),
        null,
        filters,
        cache,
        target(route, rehearsal),
        pools,
        forwards ? SentWords.of(route, rehearsal.exchange().request(), pools) : null,
        forwards ? RouteWords.terms(route) : List.of(),
        so.candidates(),
        so.more());
  }

  private Foresight foresee(RouteSettings route, Request request) {
    return Foresight.of(
        route.name(),
        Objects.requireNonNull(route.cache()),
        route.headers().request().set().keySet(),
        request,
        running == null ? null : running.cache(),
        clock);
  }

  private Explanation.Target target(RouteSettings route, Rehearsal rehearsal) {
    return switch (route.target()) {
      case RouteTarget.ToPool _ -> new Explanation.Target("pool", null, null, List.of());
      case RouteTarget.ToSplit(SplitSettings split) ->
          new Explanation.Target("split", null, null, notes(split, rehearsal.exchange()));
      case RouteTarget.Redirect(var redirect) -> {
        Response answer = rehearsal.answer(new RedirectHandler(redirect));
        String location = answer == null ? null : answer.headers().get(HeaderNames.LOCATION);
        yield new Explanation.Target("redirect", redirect.status(), location, List.of());
      }
      case RouteTarget.Respond(var respond) ->
          new Explanation.Target("respond", respond.status(), null, List.of());
    };
  }

  private static List<String> notes(SplitSettings split, Exchange exchange) {
    List<String> notes = new ArrayList<>();
    notes.add(RouteWords.sticky(split.sticky()));
    if (split.override() != null) {
      String named = split.override().named(exchange.request().headers());
      boolean known = named != null && split.pools().containsKey(named);
      notes.add(
          named == null
              ? "a client may name its pool; this request names none"
              : known
                  ? "the request names its pool: " + named
                  : "the request names " + named + ", which is none of its pools: ignored");
    }
    if (split.rollback() != null) {
      notes.add(split.canary() + " loses its share when it does worse than " + split.control());
    }
    return notes;
  }
}
