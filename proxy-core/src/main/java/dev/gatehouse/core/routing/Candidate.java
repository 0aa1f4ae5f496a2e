package dev.gatehouse.core.routing;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.net.CidrSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A route as the table keeps it behind its hosts and its path: the conditions that are left to
 * check.
 */
final class Candidate {
  /** Among routes of the same host and path: the first that matches wins. */
  static final Comparator<Candidate> PRECEDENCE =
      Comparator.<Candidate>comparingInt(candidate -> candidate.methods.length > 0 ? 0 : 1)
          .thenComparingInt(candidate -> -candidate.headers.length)
          .thenComparingInt(candidate -> -candidate.query.length)
          .thenComparingInt(candidate -> -candidate.cookies.length)
          .thenComparingInt(candidate -> candidate.index);

  private static final Condition[] NONE = {};
  private static final String[] NO_TEXTS = {};

  /** The place in the file, from 0. */
  final int index;

  final String name;
  final MatchSettings match;
  final String[] listeners;
  final String[] methods;
  final Condition[] headers;
  final Condition[] cookies;
  final Condition[] query;
  private final @Nullable CidrSet clients;

  Candidate(int index, RouteRule<?> rule) {
    this.index = index;
    name = rule.name();
    match = rule.match();
    listeners = texts(rule.listeners());
    methods = texts(match.methods());
    headers = conditions(match.headers(), Condition.OfHeader::new);
    cookies = conditions(match.cookies(), Condition.OfCookie::new);
    query = conditions(match.query(), Condition.OfQuery::new);
    clients = match.clients().isEmpty() ? null : CidrSet.of(match.clients());
  }

  /** Says whether it would be made the same again of {@code rule}, at the same place. */
  boolean isOf(RouteRule<?> rule) {
    return name.equals(rule.name())
        && match.equals(rule.match())
        && Arrays.asList(listeners).equals(rule.listeners());
  }

  /** The first condition that does not hold, null if all do. Host and path are not looked at. */
  @Nullable NoMatch mismatch(String listener, Request request, InetAddress client) {
    if (!hasOrIsEmpty(listeners, listener)) {
      return NoMatch.LISTENER;
    }
    if (!hasOrIsEmpty(methods, request.method())) {
      return NoMatch.METHOD;
    }
    if (!admits(client)) {
      return NoMatch.CLIENT;
    }
    if (failed(headers, request) != null) {
      return NoMatch.HEADER;
    }
    if (failed(cookies, request) != null) {
      return NoMatch.COOKIE;
    }
    return failed(query, request) == null ? null : NoMatch.QUERY;
  }

  /** The first of {@code conditions} that does not hold, null if all do. */
  static @Nullable Condition failed(Condition[] conditions, Request request) {
    for (Condition condition : conditions) {
      if (!condition.holds(request)) {
        return condition;
      }
    }
    return null;
  }

  /** True if the route is for {@code client}. */
  boolean admits(InetAddress client) {
    return clients == null || clients.contains(client);
  }

  /** True if {@code text} is one of {@code texts}, or there are none. */
  static boolean hasOrIsEmpty(String[] texts, String text) {
    for (String candidate : texts) {
      if (candidate.equals(text)) {
        return true;
      }
    }
    return texts.length == 0;
  }

  /** One shared array for none: it stays in the caches however many routes there are. */
  private static String[] texts(List<String> texts) {
    return texts.isEmpty() ? NO_TEXTS : texts.toArray(String[]::new);
  }

  private static Condition[] conditions(
      Map<String, ValueMatch> matches, BiFunction<String, ValueTest, Condition> kind) {
    if (matches.isEmpty()) {
      return NONE;
    }
    List<Condition> plain = new ArrayList<>();
    List<Condition> regexes = new ArrayList<>();
    matches.forEach((name, match) ->
        (match instanceof ValueMatch.Regex ? regexes : plain)
            .add(kind.apply(name, new ValueTest(match))));
    plain.addAll(regexes); // the dear ones last
    return plain.toArray(Condition[]::new);
  }
}
