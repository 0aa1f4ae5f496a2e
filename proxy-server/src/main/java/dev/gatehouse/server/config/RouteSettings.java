package dev.gatehouse.server.config;

import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.core.filter.buffer.RequestBodySettings;
import dev.gatehouse.core.filter.headers.HeaderRulesSettings;
import dev.gatehouse.core.filter.mirror.MirrorSettings;
import dev.gatehouse.core.filter.rewrite.RewriteSettings;
import dev.gatehouse.core.filter.timing.TimingAudience;
import dev.gatehouse.core.filter.upgrade.UpgradeFilter;
import dev.gatehouse.core.forward.RetrySettings;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.Upgrades;
import dev.gatehouse.core.routing.MatchSettings;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Inline;
import dev.gatehouse.core.settings.NotYet;
import dev.gatehouse.core.settings.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done with the requests that match.
 *
 * @param target who answers: the keys pool, split, redirect and respond
 * @param name what logs and metrics call it; empty: {@link GatehouseSettings} names it by its place
 * @param listeners the listeners it serves; empty: all
 * @param match what a request has to look like
 * @param encodedSlash what becomes of paths with encoded slashes
 * @param rewrite changes of path and host
 * @param headers changes of header fields
 * @param requestBody how request bodies reach the backend
 * @param cache how its answers are cached; null: not at all
 * @param timeouts how long backends may take
 * @param retry when a request is tried again
 * @param upgrades the protocols that connections may be handed over to, in lower case
 * @param mirror copies of requests for a second pool; null: none
 * @param serverTiming who is told what a request was waited for; null: nobody
 */
@Doc(
    value =
        "What is done with the requests that match: exactly one of pool, split, redirect and"
            + " respond.",
    example = "{pool: app}")
@NotYet({"auth", "access", "rate-limit", "compress"})
public record RouteSettings(
    @Inline RouteTarget target,
    @Doc("What logs and metrics call it; absent: route-1, route-2 and so on, by its place.")
        String name,
    @Doc("The listeners it serves; absent: all.") @Reference("listeners") List<String> listeners,
    @Doc("What a request has to look like; absent: all requests match.") MatchSettings match,
    @Doc(
            "Whether paths with an encoded slash or backslash (%2F, %5C) are kept as they are or"
                + " rejected.")
        EncodedSlash encodedSlash,
    @Doc("What of a request is changed on its way to the backend.") RewriteSettings rewrite,
    @Doc("Header fields set, added and removed.") HeaderRulesSettings headers,
    @Doc("How request bodies reach the backend.") RequestBodySettings requestBody,
    @Doc(
            "How its answers are cached; {} does so by their own words, and nothing is shared that"
                + " is private. Absent: not at all.")
        @Nullable RouteCacheSettings cache,
    @Doc("How long the route waits for its backends.") TimeoutSettings timeouts,
    @Doc("When a request is tried again.") RetrySettings retry,
    @Doc(
            value =
                "The protocols that connections may be handed over to, if the backend agrees; []"
                    + " forbids them.",
            example = "[websocket]")
        List<String> upgrades,
    @Doc("Copies of requests for a second pool, whose answers are dropped; absent: none.")
        @Nullable MirrorSettings mirror,
    @Doc(
            "Who is told by the header Server-Timing what a request was waited for: always, or who"
                + " shows a secret. Absent: nobody.")
        @Nullable TimingAudience serverTiming) {

  public RouteSettings(RouteTarget target) {
    this(
        target,
        "",
        List.of(),
        new MatchSettings(),
        EncodedSlash.KEEP,
        new RewriteSettings(),
        new HeaderRulesSettings(),
        new RequestBodySettings(),
        null,
        new TimeoutSettings(),
        new RetrySettings(),
        List.of(Upgrades.WEBSOCKET),
        null,
        null);
  }

  public RouteSettings {
    if (!name.isEmpty()) {
      Expect.name("name", name);
    }
    listeners = List.copyOf(listeners);
    upgrades = List.copyOf(upgrades);
    UpgradeFilter.expect("upgrades", upgrades);
    Expect.that(
        cache == null || !target.pools().isEmpty(), "cache", "no backends", "pool or split beside");
  }

  /** The names of all pools that it sends to, that of the copies included. */
  public List<String> pools() {
    List<String> pools = new ArrayList<>(target.pools());
    if (mirror != null) {
      pools.add(mirror.pool());
    }
    return pools;
  }

  /** Returns the same route with another name. */
  RouteSettings named(String other) {
    return new RouteSettings(
        target,
        other,
        listeners,
        match,
        encodedSlash,
        rewrite,
        headers,
        requestBody,
        cache,
        timeouts,
        retry,
        upgrades,
        mirror,
        serverTiming);
  }
}
