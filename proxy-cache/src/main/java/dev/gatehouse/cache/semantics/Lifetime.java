package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;
import java.util.Locale;

/**
 * How long a response is fresh, counted from the moment it was {@link Ages#born}, and who says so
 * (RFC 9111 §4.2.1).
 *
 * @param millis 0 or more
 * @param source what it was taken from
 */
public record Lifetime(long millis, Source source) {
  private static final long SECOND = 1000;

  /** A tenth of the time since the last change (§4.2.2), as most caches have it. */
  private static final int HEURISTIC_PART = 10;

  /** However old a resource is: who changes it wants to see that within a week. */
  private static final long HEURISTIC_MOST = 7 * 24 * 3600 * SECOND;

  /** Where a lifetime comes from. */
  public enum Source {
    /** {@code s-maxage}, of whichever field governs. */
    S_MAXAGE,
    /** {@code max-age}, of whichever field governs. */
    MAX_AGE,
    /** Expires less Date. */
    EXPIRES,
    /** The age of the last change: nobody has said anything. */
    HEURISTIC,
    /** The route decides, whatever is said. */
    ROUTE,
    /** The route decides for its status, as nothing is said. */
    ROUTE_STATUS,
    /** The route decides, as nothing is said. */
    ROUTE_DEFAULT,
    /** A purge has ended it. */
    PURGED,
    /** Something was said that cannot be understood: stale. */
    INVALID,
    /** Nothing is said, and nothing may be guessed. */
    NONE;

    /** True if somebody has said it, and nobody has guessed. */
    public boolean explicit() {
      return this != HEURISTIC && this != NONE;
    }

    /** The word for logs and explanations. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Reads the lifetime of a response.
   *
   * @param governing what {@link Governing#of} says of it
   * @param received when its head arrived, in milliseconds since 1970
   */
  public static Lifetime of(int status, Headers headers, Governing governing, long received) {
    CacheControl control = governing.control();
    if (control.sharedMaxAge() != DeltaSeconds.ABSENT) {
      return explicit(control.sharedMaxAge(), Source.S_MAXAGE);
    }
    if (control.maxAge() != DeltaSeconds.ABSENT) {
      return explicit(control.maxAge(), Source.MAX_AGE);
    }
    if (!governing.targeted() && headers.contains(HeaderNames.EXPIRES)) {
      return expires(headers, received);
    }
    return Statuses.isHeuristic(status) || control.isPublic()
        ? heuristic(headers, received)
        : new Lifetime(0, Source.NONE);
  }

  private static Lifetime explicit(long seconds, Source source) {
    return seconds == DeltaSeconds.INVALID
        ? new Lifetime(0, Source.INVALID)
        : new Lifetime(seconds * SECOND, source);
  }

  /** RFC 9111 §5.3: what is no date, such as 0, is in the past; so are several that differ. */
  private static Lifetime expires(Headers headers, long received) {
    String text = headers.get(HeaderNames.EXPIRES);
    long end = text == null ? HttpDate.INVALID : HttpDate.parse(text, received);
    if (end == HttpDate.INVALID) {
      return new Lifetime(0, Source.INVALID);
    }
    return new Lifetime(Math.max(0, end - Ages.date(headers, received)), Source.EXPIRES);
  }

  private static Lifetime heuristic(Headers headers, long received) {
    String text = headers.get(HeaderNames.LAST_MODIFIED);
    long changed = text == null ? HttpDate.INVALID : HttpDate.parse(text, received);
    if (changed == HttpDate.INVALID) {
      return new Lifetime(0, Source.NONE);
    }
    long since = Math.max(0, Ages.date(headers, received) - changed);
    return new Lifetime(Math.min(HEURISTIC_MOST, since / HEURISTIC_PART), Source.HEURISTIC);
  }
}
