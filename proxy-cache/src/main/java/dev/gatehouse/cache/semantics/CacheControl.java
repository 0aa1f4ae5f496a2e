package dev.gatehouse.cache.semantics;

import static dev.gatehouse.cache.semantics.DeltaSeconds.ABSENT;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The directives of a Cache-Control field (RFC 9111 §5.2), of requests and of responses. Of a
 * directive with several values the first holds (§4.2.1), but where they forbid something all hold.
 *
 * <p>Seconds are {@link DeltaSeconds#ABSENT} where the directive is missing and {@link
 * DeltaSeconds#INVALID} where it says nothing that can be understood.
 */
public final class CacheControl {
  private static final CacheControl NONE = new CacheControl();

  private boolean present;
  private boolean noStore;
  private boolean noCache;
  private boolean restricted;
  private boolean everyone;
  private boolean mustRevalidate;
  private boolean proxyRevalidate;
  private boolean mustUnderstand;
  private boolean onlyIfCached;
  private long maxAge = ABSENT;
  private long sharedMaxAge = ABSENT;
  private long maxStale = ABSENT;
  private long minFresh = ABSENT;
  private long staleWhileRevalidate = ABSENT;
  private long staleIfError = ABSENT;
  private List<String> unshared = List.of();

  private CacheControl() {}

  /** That of a message that says nothing. */
  public static CacheControl none() {
    return NONE;
  }

  /** Reads Cache-Control. */
  public static CacheControl of(Headers headers) {
    return of(headers, HeaderNames.CACHE_CONTROL);
  }

  /** Reads the field {@code name}, which has the form of Cache-Control. */
  static CacheControl of(Headers headers, String name) {
    if (!headers.contains(name)) {
      return NONE;
    }
    CacheControl read = new CacheControl();
    read.present = true;
    FieldLists.forEachDirective(headers, name, read::take);
    return read;
  }

  private void take(String directive, @Nullable String argument) {
    switch (directive) {
      case "no-store" -> noStore = true;
      case "no-cache" -> noCache |= isForAll(argument);
      case "private" -> restricted |= isForAll(argument);
      case "public" -> everyone = true;
      case "must-revalidate" -> mustRevalidate = true;
      case "proxy-revalidate" -> proxyRevalidate = true;
      case "must-understand" -> mustUnderstand = true;
      case "only-if-cached" -> onlyIfCached = true;
      case "max-age" -> maxAge = first(maxAge, argument);
      case "s-maxage" -> sharedMaxAge = first(sharedMaxAge, argument);
      case "max-stale" ->
          maxStale = argument == null ? DeltaSeconds.MOST : first(maxStale, argument);
      case "min-fresh" -> minFresh = first(minFresh, argument);
      case "stale-while-revalidate" -> staleWhileRevalidate = first(staleWhileRevalidate, argument);
      case "stale-if-error" -> staleIfError = first(staleIfError, argument);
      default -> {} // RFC 9111 §5.2.3: what is not understood is ignored
    }
  }

  private static long first(long known, @Nullable String argument) {
    return known == ABSENT
        ? argument == null ? DeltaSeconds.INVALID : DeltaSeconds.parse(argument)
        : known;
  }

  /** With a list of fields the directive is about these, and not about the response (§5.2.2.4). */
  private boolean isForAll(@Nullable String fields) {
    if (fields == null || fields.isBlank()) {
      return true;
    }
    List<String> names = new ArrayList<>(unshared);
    FieldLists.forEach(fields, name -> names.add(name.toLowerCase(Locale.ROOT)));
    unshared = List.copyOf(names);
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CacheControl control && state().equals(control.state());
  }

  @Override
  public int hashCode() {
    return state().hashCode();
  }

  private List<Object> state() {
    return List.of(
        present,
        noStore,
        noCache,
        restricted,
        everyone,
        mustRevalidate,
        proxyRevalidate,
        mustUnderstand,
        onlyIfCached,
        maxAge,
        sharedMaxAge,
        maxStale,
        minFresh,
        staleWhileRevalidate,
        staleIfError,
        unshared);
  }

  /** True if there was such a field at all. */
  public boolean present() {
    return present;
  }

  public boolean noStore() {
    return noStore;
  }

  /** True for {@code no-cache} without a list of fields. */
  public boolean noCache() {
    return noCache;
  }

  /** True for {@code private} without a list of fields. */
  public boolean isPrivate() {
    return restricted;
  }

  public boolean isPublic() {
    return everyone;
  }

  public boolean mustRevalidate() {
    return mustRevalidate;
  }

  public boolean proxyRevalidate() {
    return proxyRevalidate;
  }

  /**
   * True if a stale response must not be used without asking: s-maxage says so too (RFC 9111
   * §5.2.2.2, §5.2.2.8, §5.2.2.10).
   */
  boolean forbidsStale() {
    return mustRevalidate || proxyRevalidate || sharedMaxAge != ABSENT;
  }

  public boolean mustUnderstand() {
    return mustUnderstand;
  }

  public boolean onlyIfCached() {
    return onlyIfCached;
  }

  public long maxAge() {
    return maxAge;
  }

  /** {@code s-maxage}. */
  public long sharedMaxAge() {
    return sharedMaxAge;
  }

  /** Without an argument: any age. */
  public long maxStale() {
    return maxStale;
  }

  public long minFresh() {
    return minFresh;
  }

  public long staleWhileRevalidate() {
    return staleWhileRevalidate;
  }

  public long staleIfError() {
    return staleIfError;
  }

  /**
   * The same, with these spans where it has none; null: it stays without. What says that it is not
   * to be used when it is stale stays without as well.
   */
  public CacheControl withDefaults(
      @Nullable Duration whileRevalidating, @Nullable Duration ifError) {
    if ((whileRevalidating == null && ifError == null) || forbidsStale()) {
      return this;
    }
    CacheControl other = new CacheControl();
    other.present = present;
    other.noStore = noStore;
    other.noCache = noCache;
    other.restricted = restricted;
    other.everyone = everyone;
    other.mustRevalidate = mustRevalidate;
    other.proxyRevalidate = proxyRevalidate;
    other.mustUnderstand = mustUnderstand;
    other.onlyIfCached = onlyIfCached;
    other.maxAge = maxAge;
    other.sharedMaxAge = sharedMaxAge;
    other.maxStale = maxStale;
    other.minFresh = minFresh;
    other.staleWhileRevalidate = either(staleWhileRevalidate, whileRevalidating);
    other.staleIfError = either(staleIfError, ifError);
    other.unshared = unshared;
    return other;
  }

  private static long either(long said, @Nullable Duration otherwise) {
    return said != ABSENT || otherwise == null ? said : otherwise.toSeconds();
  }

  /** Names of fields, in lower case, that {@code private} or {@code no-cache} keeps to one user. */
  public List<String> unshared() {
    return unshared;
  }

  /**
   * The directives in one line, which {@link #parse} reads as the same; null: there was no field.
   */
  public @Nullable String text() {
    if (!present) {
      return null;
    }
    StringJoiner text = new StringJoiner(", ");
    flag(text, noStore, "no-store");
    flag(text, noCache, "no-cache");
    flag(text, restricted, "private");
    flag(text, everyone, "public");
    flag(text, mustRevalidate, "must-revalidate");
    flag(text, proxyRevalidate, "proxy-revalidate");
    flag(text, mustUnderstand, "must-understand");
    flag(text, onlyIfCached, "only-if-cached");
    span(text, maxAge, "max-age");
    span(text, sharedMaxAge, "s-maxage");
    span(text, maxStale, "max-stale");
    span(text, minFresh, "min-fresh");
    span(text, staleWhileRevalidate, "stale-while-revalidate");
    span(text, staleIfError, "stale-if-error");
    if (!unshared.isEmpty()) {
      text.add("private=\"" + String.join(", ", unshared) + '"');
    }
    return text.toString();
  }

  private static void flag(StringJoiner text, boolean set, String directive) {
    if (set) {
      text.add(directive);
    }
  }

  private static void span(StringJoiner text, long seconds, String directive) {
    if (seconds != ABSENT) {
      text.add(directive + '=' + seconds); // what is invalid is negative, and read as invalid
    }
  }

  /** Reads what {@link #text} made. */
  public static CacheControl parse(@Nullable String text) {
    if (text == null) {
      return NONE;
    }
    Headers headers = new Headers(1);
    headers.add(HeaderNames.CACHE_CONTROL, text);
    return of(headers);
  }
}
