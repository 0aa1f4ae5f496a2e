package dev.gatehouse.cache.store;

import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.Lifetime.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * How it comes that a stored response is fresh or stale, spelled out for people. Pure; in seconds.
 */
public final class Arithmetic {
  private static final long SECOND = 1000;

  private Arithmetic() {}

  /** Whether it is fresh at {@code now}, for how long yet, and by what. */
  public static String freshness(Terms terms, long now) {
    long age = terms.age(now);
    long left = terms.lifetime().millis() - age;
    String sum =
        source(terms.lifetime().source())
            + ' '
            + seconds(terms.lifetime().millis())
            + " s - age "
            + seconds(age)
            + " s";
    String state =
        left > 0
            ? "fresh for " + seconds(left + SECOND - 1) + " s"
            : "stale since " + seconds(-left) + " s";
    return state + ": " + sum;
  }

  /** Where the age comes from. */
  public static String age(Terms terms, long now) {
    long before = Math.max(0, terms.received() - terms.born());
    return seconds(terms.age(now))
        + " s: "
        + seconds(before)
        + " s when it came (Date, Age, and the time it took), "
        + seconds(Math.max(0, now - terms.received()))
        + " s since";
  }

  /** What may be done with it when it is stale, and for how long; empty if nothing special. */
  public static List<String> grace(Terms terms, long now) {
    CacheControl control = terms.control();
    List<String> lines = new ArrayList<>();
    if (control.noCache()) {
      lines.add("the backend is asked each time (no-cache)");
    }
    if (control.mustRevalidate() || control.proxyRevalidate() || control.sharedMaxAge() >= 0) {
      lines.add("never answers when stale (must-revalidate, proxy-revalidate or s-maxage)");
      return lines;
    }
    long stale = terms.age(now) - terms.lifetime().millis();
    add(
        lines,
        control.staleWhileRevalidate(),
        stale,
        "while the backend is asked (stale-while-revalidate");
    add(lines, control.staleIfError(), stale, "in place of an error (stale-if-error");
    return lines;
  }

  private static void add(List<String> lines, long grace, long stale, String what) {
    if (grace > 0) {
      long left = grace - seconds(Math.max(0, stale));
      String span = ' ' + Long.toString(grace) + " s)";
      lines.add(
          left <= 0
              ? "answers no more " + what + span
              : stale > 0
                  ? "answers for " + left + " s yet " + what + span
                  : "once stale, answers " + what + span);
    }
  }

  private static String source(Source source) {
    return switch (source) {
      case S_MAXAGE -> "s-maxage";
      case MAX_AGE -> "max-age";
      case EXPIRES -> "Expires less Date";
      case HEURISTIC -> "a tenth of the time since Last-Modified,";
      case ROUTE -> "override-ttl of the route";
      case ROUTE_STATUS -> "negative-ttl of the route";
      case ROUTE_DEFAULT -> "default-ttl of the route";
      case PURGED -> "ended by a purge at";
      case INVALID -> "a lifetime that cannot be read,";
      case NONE -> "no lifetime,";
    };
  }

  private static long seconds(long millis) {
    return millis / SECOND;
  }
}
