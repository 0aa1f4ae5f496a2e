package dev.gatehouse.core.routing;

import dev.gatehouse.core.exchange.Request;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one {@link RouteTable#match} did, written down by the match itself: which routes it came to,
 * what kept the request from each, and which one won. For {@code explain} and for the log line of a
 * request without a route. Confined to one thread.
 */
public final class RouteTrace {
  /** What became of a route. */
  public enum Verdict {
    /** The request takes it. */
    CHOSEN,
    /** It matches, but a more specific one does too. */
    OUTRANKED,
    /** It does not match. */
    NO_MATCH
  }

  /**
   * A condition of a route that a request does not meet.
   *
   * @param kind which of its conditions
   * @param what the same for people: {@code header x-env}
   * @param seen what the request has; "none" if it has nothing of the name
   * @param expected what the route asks for
   */
  public record Unmet(NoMatch kind, String what, String seen, String expected) {
    @Override
    public String toString() {
      return what + " " + seen + " (expected: " + expected + ")";
    }
  }

  /**
   * What became of one route.
   *
   * @param route its name
   * @param mismatch the condition that failed first, null if it matches
   * @param why for people
   * @param unmet every condition that failed; empty if it matches
   */
  public record Step(
      String route, Verdict verdict, @Nullable NoMatch mismatch, String why, List<Unmet> unmet) {
    @Override
    public String toString() {
      return route + ": " + why;
    }
  }

  /** A route that the match came to, through the host at which it did so first. */
  record Check(Candidate candidate, HostNode host, @Nullable NoMatch mismatch) {}

  private final Map<Candidate, Check> checks = new LinkedHashMap<>();
  private final List<HostNode> hosts = new ArrayList<>();
  private List<Candidate> all = List.of();
  private @Nullable RouteReasons reasons;
  private @Nullable Check winner;

  void begin(List<Candidate> candidates, String listener, Request request, InetAddress client) {
    all = candidates;
    reasons = new RouteReasons(listener, request, client);
  }

  void reached(HostNode host) {
    hosts.add(host);
  }

  void checked(Candidate candidate, @Nullable NoMatch mismatch) {
    Check check = new Check(candidate, hosts.getLast(), mismatch);
    checks.putIfAbsent(candidate, check);
    if (winner == null && mismatch == null) {
      winner = check;
    }
  }

  @Nullable Candidate winner() {
    return winner == null ? null : winner.candidate();
  }

  /** The name of the route that the request takes; null if there is none. */
  public @Nullable String chosen() {
    return winner == null ? null : winner.candidate().name;
  }

  /**
   * The condition that kept the request from the route it came closest to; null if it has a route.
   */
  public @Nullable NoMatch noMatch() {
    if (winner != null) {
      return null;
    }
    NoMatch furthest = hosts.isEmpty() ? NoMatch.HOST : NoMatch.PATH;
    for (Check check : checks.values()) {
      NoMatch mismatch = check.mismatch();
      if (mismatch != null && mismatch.compareTo(furthest) > 0) {
        furthest = mismatch;
      }
    }
    return furthest;
  }

  /**
   * What became of every route: first the winner, then those that the match came to, most specific
   * first, then the others in the order of the file.
   */
  public List<Step> steps() {
    return steps(Integer.MAX_VALUE);
  }

  /**
   * The same of {@code most} routes at most, the first of {@link #steps()}; how many there are in
   * all, {@link #size} says.
   */
  public List<Step> steps(int most) {
    RouteReasons texts = reasons;
    if (texts == null) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>(Math.min(most, all.size()));
    Check first = winner;
    if (first != null) {
      steps.add(matching(first.candidate(), Verdict.CHOSEN, texts.chosen(first)));
    }
    for (Check check : checks.values()) {
      Candidate candidate = check.candidate();
      NoMatch mismatch = check.mismatch();
      if (mismatch != null) {
        steps.add(missed(candidate, mismatch, texts));
      } else if (first != null && check != first) {
        steps.add(matching(candidate, Verdict.OUTRANKED, texts.outranked(check, first)));
      }
    }
    for (Candidate candidate : all) {
      if (steps.size() >= most) {
        break;
      }
      if (!checks.containsKey(candidate)) {
        NoMatch mismatch = reachedHostOf(candidate) ? NoMatch.PATH : NoMatch.HOST;
        steps.add(missed(candidate, mismatch, texts));
      }
    }
    return steps.size() <= most ? steps : steps.subList(0, most);
  }

  /** The number of routes that the request could have taken. */
  public int size() {
    return all.size();
  }

  /** The match came to the host but not to the route, so it was the path that led elsewhere. */
  private boolean reachedHostOf(Candidate candidate) {
    return hosts.stream().anyMatch(host -> RouteTableBuilder.names(candidate).contains(host.name));
  }

  private static Step matching(Candidate candidate, Verdict verdict, String why) {
    return new Step(candidate.name, verdict, null, why, List.of());
  }

  private static Step missed(Candidate candidate, NoMatch mismatch, RouteReasons texts) {
    List<Unmet> unmet = texts.unmet(candidate, mismatch);
    String why = unmet.stream().map(Unmet::toString).collect(Collectors.joining("; "));
    return new Step(candidate.name, Verdict.NO_MATCH, mismatch, why, unmet);
  }
}
