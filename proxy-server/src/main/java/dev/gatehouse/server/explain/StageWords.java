package dev.gatehouse.server.explain;

import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.filter.buffer.RequestBodyMode;
import dev.gatehouse.core.filter.buffer.RequestBodySettings;
import dev.gatehouse.core.filter.headers.HeaderEditSettings;
import dev.gatehouse.core.filter.headers.HeaderRulesFilter;
import dev.gatehouse.core.filter.headers.HeaderRulesSettings;
import dev.gatehouse.core.filter.mirror.MirrorSettings;
import dev.gatehouse.core.filter.path.EncodedSlashFilter;
import dev.gatehouse.core.filter.rewrite.HostRewrite;
import dev.gatehouse.core.filter.rewrite.RewriteFilter;
import dev.gatehouse.core.filter.timing.TimingAudience;
import dev.gatehouse.core.filter.upgrade.UpgradeFilter;
import dev.gatehouse.core.http.Grpc;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.server.compile.FilterStage;
import dev.gatehouse.server.config.RouteSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the filters of a route do with one request, which passes them on the way, in words. */
record StageWords(RouteSettings route, Rehearsal rehearsal) {
  /**
   * Sends the request through the filter of {@code stage}, and says what that does. Those that
   * would need a body, a store or a pool are only talked about.
   */
  String pass(FilterStage stage) {
    return switch (stage) {
      case ENCODED_SLASH -> passed(stage, new EncodedSlashFilter());
      case UPGRADES -> passed(stage, new UpgradeFilter(route.upgrades()));
      case HEADERS -> passed(stage, new HeaderRulesFilter(route.headers()));
      case REWRITE -> rewrite();
      case REQUEST_BODY ->
          Grpc.isGrpc(rehearsal.exchange().request().headers().get(HeaderNames.CONTENT_TYPE))
              ? "passes it on as it arrives, as it is a gRPC call"
              : of(stage, route);
      case SERVER_TIMING, CACHE, MIRROR -> of(stage, route);
    };
  }

  private String passed(FilterStage stage, Filter filter) {
    rehearsal.passes(filter);
    return of(stage, route);
  }

  /** What the filter of {@code stage} does with any request. */
  static String of(FilterStage stage, RouteSettings route) {
    return switch (stage) {
      case SERVER_TIMING -> timing(route.serverTiming());
      case ENCODED_SLASH -> "rejects paths with an encoded slash or backslash";
      case UPGRADES -> upgrades(route.upgrades());
      case HEADERS -> headers(route.headers());
      case CACHE -> "answers from the cache what may be";
      case REWRITE -> rewrite(route);
      case REQUEST_BODY -> body(route.requestBody());
      case MIRROR -> mirror(route.mirror());
    };
  }

  private static String timing(@Nullable TimingAudience audience) {
    return switch (Objects.requireNonNull(audience)) {
      case TimingAudience.Everyone() -> "says in the answer what it was waited for";
      case TimingAudience.Holder(String header, _) ->
          "says in the answer what it was waited for, if " + header + " has the secret";
    };
  }

  private static String upgrades(List<String> allowed) {
    return allowed.isEmpty() ? "lets nothing through" : "lets through: " + listed(allowed);
  }

  /** The names only: what is set may be a secret of the backend. */
  private static String headers(HeaderRulesSettings rules) {
    List<String> parts = new ArrayList<>();
    edit("request", rules.request(), parts);
    edit("response", rules.response(), parts);
    return String.join("; ", parts);
  }

  private static void edit(String where, HeaderEditSettings edit, List<String> into) {
    List<String> words = new ArrayList<>();
    say("removes", edit.remove(), words);
    say("sets", edit.set().keySet(), words);
    say("adds", edit.add().keySet(), words);
    if (!words.isEmpty()) {
      into.add(where + ": " + String.join(", ", words));
    }
  }

  private static void say(String verb, Collection<String> names, List<String> into) {
    if (!names.isEmpty()) {
      into.add(verb + " " + listed(names));
    }
  }

  private static String listed(Collection<String> names) {
    return String.join(" ", names);
  }

  private String rewrite() {
    String path = rehearsal.exchange().request().path();
    rehearsal.passes(new RewriteFilter(route.rewrite()));
    String after = rehearsal.exchange().request().path();
    String host = route.rewrite().host() instanceof HostRewrite.Name name ? "; host " + name : "";
    return (path.equals(after) ? "path as it is" : path + " becomes " + after) + host;
  }

  private static String rewrite(RouteSettings route) {
    List<String> words = new ArrayList<>();
    if (route.rewrite().stripPrefix() != null) {
      words.add("strips " + route.rewrite().stripPrefix());
    }
    if (route.rewrite().addPrefix() != null) {
      words.add("adds " + route.rewrite().addPrefix());
    }
    if (route.rewrite().host() instanceof HostRewrite.Name name) {
      words.add("host " + name);
    }
    return String.join(", ", words);
  }

  private static String body(RequestBodySettings body) {
    String bound = new ByteSize(body.bound()) + " at most";
    return body.mode() == RequestBodyMode.BUFFER
        ? "collects it first, " + bound + ", " + body.memory() + " of it in memory"
        : "passes it on as it arrives, " + bound;
  }

  private static String mirror(@Nullable MirrorSettings mirror) {
    MirrorSettings copies = Objects.requireNonNull(mirror);
    return "copies " + copies.percent() + " to pool " + copies.pool();
  }
}
