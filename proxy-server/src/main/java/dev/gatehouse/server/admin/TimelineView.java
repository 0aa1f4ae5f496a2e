package dev.gatehouse.server.admin;

import dev.gatehouse.core.exchange.CacheNote;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.server.timeline.Attempted;
import dev.gatehouse.server.timeline.Journey;
import dev.gatehouse.server.timeline.Kind;
import dev.gatehouse.server.timeline.Phase;
import dev.gatehouse.server.timeline.Phases;
import dev.gatehouse.server.timeline.Timeline;
import dev.gatehouse.server.timeline.Times;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the admin API says of the timeline. Times are whole microseconds; those of phases and
 * attempts count from the moment at which the request's head was there.
 *
 * @param size how many requests of each kind are kept
 * @param slowMicros from which duration on a request is slow
 * @param skipped how many were worth keeping and came too fast
 * @param entries those that were asked for, the latest first
 */
public record TimelineView(int size, long slowMicros, long skipped, List<Entry> entries) {
  private static final int USUAL = 100;
  private static final int MOST = 10_000;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final Set<String> PARAMETERS = Set.of("id", "kind", "route", "limit");

  /**
   * One request.
   *
   * @param at when its head was there
   * @param target its path, and the names in its query
   * @param totalMicros from its head to its end
   * @param stalledMicros of these, how long its answer waited for the client to read
   * @param phases what it was waited for, one after another
   */
  public record Entry(
      String id,
      @Nullable String kind,
      @Nullable String trace,
      String at,
      String method,
      String scheme,
      String host,
      String target,
      String protocol,
      String listener,
      String client,
      @Nullable String tls,
      int status,
      @Nullable String reason,
      @Nullable String detail,
      @Nullable String side,
      @Nullable String route,
      @Nullable String pool,
      @Nullable String backend,
      @Nullable String cache,
      @Nullable String cacheReason,
      @Nullable String retryRefused,
      long requestBytes,
      long responseBytes,
      long totalMicros,
      long stalledMicros,
      List<Stretch> phases,
      List<Attempt> attempts) {}

  /**
   * One phase.
   *
   * @param attempt the number of the attempt it belongs to, 1 the first; 0 if it belongs to none
   */
  public record Stretch(String name, long fromMicros, long tookMicros, int attempt) {}

  /**
   * One attempt.
   *
   * @param tookMicros until its answer began, or it came to nothing; null if neither happened
   * @param result {@code answered}, {@code dropped}, {@code lost}, or why it failed
   */
  public record Attempt(
      String pool,
      String backend,
      boolean hedge,
      long fromMicros,
      @Nullable Long tookMicros,
      int status,
      String result) {}

  /**
   * What {@code parameters} ask for: {@code id}, {@code kind}, {@code route}, {@code limit}.
   *
   * @throws IllegalArgumentException if they ask for what there is not
   */
  public static TimelineView of(Timeline timeline, Map<String, String> parameters) {
    for (String name : parameters.keySet()) {
      if (!PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(name + ": unknown (expected: id, kind, route or limit)");
      }
    }
    return new TimelineView(
        timeline.settings().size(),
        timeline.settings().slow().toNanos() / NANOS_PER_MICRO,
        timeline.skipped(),
        timeline.find(wanted(parameters), limit(parameters.get("limit"))).stream()
            .map(TimelineView::entry)
            .toList());
  }

  private static Predicate<Journey> wanted(Map<String, String> parameters) {
    String id = parameters.get("id");
    String route = parameters.get("route");
    String code = parameters.get("kind");
    Kind kind = code == null ? null : Kind.of(code);
    if (code != null && kind == null) {
      throw new IllegalArgumentException("kind: " + code + " (expected: failed, slow or refused)");
    }
    return journey ->
        (id == null || id.equals(journey.id()))
            && (kind == null || kind == journey.kind())
            && (route == null || route.equals(journey.ended().route()));
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return USUAL;
    }
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MOST) {
      throw new IllegalArgumentException("limit: " + text + " (expected: 0 to " + MOST + ")");
    }
    return Integer.parseInt(text);
  }

  private static Entry entry(Journey journey) {
    Journey.Asked asked = journey.asked();
    Journey.Ended ended = journey.ended();
    Failure failure = ended.failure();
    CacheNote cache = ended.cache();
    return new Entry(
        journey.id(),
        journey.kind() == null ? null : journey.kind().code(),
        journey.trace() == null ? null : journey.trace().span().traceId(),
        Instant.ofEpochMilli(journey.headMillis()).toString(),
        asked.method(),
        asked.scheme(),
        asked.host(),
        asked.target(),
        asked.protocol(),
        asked.listener(),
        asked.client(),
        asked.tls(),
        ended.status(),
        failure == null ? null : failure.reason().code(),
        failure == null ? null : failure.detail(),
        failure == null ? null : side(failure.reason()),
        ended.route(),
        ended.pool(),
        ended.backend(),
        cache == null ? null : cache.result(),
        cache == null ? null : cache.reason(),
        ended.retryRefused(),
        ended.requestBytes(),
        ended.responseBytes(),
        micros(journey.times().end()),
        micros(journey.times().stalled()),
        Phases.of(journey).stream().map(TimelineView::stretch).toList(),
        journey.tries().stream().map(TimelineView::attempt).toList());
  }

  private static String side(FailureReason reason) {
    return switch (reason.side()) {
      case CLIENT -> "client";
      case PROXY -> "proxy";
      case BACKEND -> "backend";
    };
  }

  private static Stretch stretch(Phase phase) {
    return new Stretch(phase.name().code(), phase.from(), phase.took(), phase.attempt());
  }

  private static Attempt attempt(Attempted each) {
    long over = each.head() == Times.NEVER ? each.end() : each.head();
    return new Attempt(
        each.pool(),
        each.backend(),
        each.hedge(),
        micros(each.begun()),
        over == Times.NEVER ? null : Long.valueOf(micros(over) - micros(each.begun())),
        each.status(),
        result(each));
  }

  private static String result(Attempted each) {
    if (each.failure() != null) {
      return each.failure().code();
    } else if (each.lost()) {
      return "lost";
    } else if (each.head() == Times.NEVER) {
      return "unanswered";
    }
    return each.end() == Times.NEVER ? "answered" : "dropped";
  }

  private static long micros(long nanos) {
    return Math.floorDiv(nanos, NANOS_PER_MICRO);
  }
}
