package dev.gatehouse.server.trial;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.filter.redirect.RedirectHandler;
import dev.gatehouse.core.filter.rewrite.HostRewrite;
import dev.gatehouse.core.filter.rewrite.RewriteFilter;
import dev.gatehouse.core.filter.split.OverrideBy;
import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request would meet at the end of its {@link Course}: an answer of the proxy's own, or a
 * pool with what its backend would see. Pure.
 *
 * @param status the status of the proxy's own answer; null: a backend answers
 * @param redirect where the client is sent; null: nowhere
 * @param pools the pools that it may go to; empty: none
 * @param path the path that the backend sees; null: there is no backend
 * @param host the host that the backend sees; null: there is no backend, or it is the backend's own
 */
record Outlook(
    @Nullable Integer status,
    @Nullable String redirect,
    List<String> pools,
    @Nullable String path,
    @Nullable String host) {
  private static final int NO_ROUTE = 404;

  static Outlook of(Course course) {
    RouteSettings route = course.route();
    if (route == null) {
      return answer(NO_ROUTE, null);
    }
    Request request = course.request();
    return switch (route.target()) {
      case RouteTarget.ToPool(String name) -> forwarded(route, request, List.of(name));
      case RouteTarget.ToSplit(SplitSettings split) ->
          forwarded(route, request, reachable(split, request));
      case RouteTarget.Redirect(var settings) ->
          answer(settings.status(), RedirectHandler.location(settings, request));
      case RouteTarget.Respond(var settings) -> answer(settings.status(), null);
    };
  }

  private static Outlook answer(int status, @Nullable String redirect) {
    return new Outlook(status, redirect, List.of(), null, null);
  }

  private static Outlook forwarded(RouteSettings route, Request request, List<String> pools) {
    String path = new RewriteFilter(route.rewrite()).rewrite(request.path());
    String host =
        switch (route.rewrite().host()) {
          case HostRewrite.Preserve _ -> request.authority().text();
          case HostRewrite.Name(String name) -> name;
          case HostRewrite.Backend _ -> null;
        };
    return new Outlook(null, null, pools, path, host);
  }

  /** The pool that the client chooses, else all that have a share. */
  private static List<String> reachable(SplitSettings split, Request request) {
    OverrideBy override = split.override();
    String named = override == null ? null : override.named(request.headers());
    if (named != null && split.pools().containsKey(named)) {
      return List.of(named);
    }
    List<String> reachable = new ArrayList<>();
    split
        .pools()
        .forEach((pool, weight) -> {
          if (weight.value() > 0) {
            reachable.add(pool);
          }
        });
    return reachable;
  }

  /** Who answers, in words. */
  String words() {
    if (redirect != null) {
      return "is redirected to " + redirect;
    }
    return pools.isEmpty()
        ? "is answered with " + Objects.requireNonNull(status)
        : "goes to " + String.join(" or ", pools);
  }
}
