package dev.gatehouse.cache;

import dev.gatehouse.cache.key.BypassSettings;
import dev.gatehouse.cache.key.KeySettings;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the answers of one route are cached. What is private, says no-store, or answers an authorized
 * request is never shared, whatever stands here.
 *
 * @param key what tells responses apart
 * @param bypass requests that are passed on without the cache
 * @param defaultTtl how long a response below 400 lasts that may be stored and says nothing; zero:
 *     as Last-Modified suggests
 * @param overrideTtl how long every response below 400 lasts that may be stored; null: as it says
 * @param negativeTtl how long responses of these statuses last that say nothing
 * @param staleWhileRevalidate how long behind its lifetime a response that says nothing about it
 *     answers while it is asked about; null: not at all
 * @param staleIfError the same in place of an error
 * @param setCookie what becomes of responses that set cookies
 * @param clientDirectives whether clients have a say
 * @param statusHeader whether clients are told what the cache did
 * @param coalesce how requests for what is being fetched wait
 * @param passMemory how long it is remembered that a response could not be stored, so that nobody
 *     waits for it; zero: not at all
 * @param refreshAhead the part of a lifetime before its end in which a response that is asked for
 *     is fetched anew in the background; null: never
 * @param tagHeaders the response fields with tags to purge by, in lower case
 * @param maxObject the longest content that is stored; null: as the store has it
 */
@Doc("How the answers of a route are cached; {} switches it on.")
public record RouteCacheSettings(
    @Doc("What tells responses apart besides scheme, host and path.") KeySettings key,
    @Doc("Requests that are passed on without the cache, and whose answers are not stored.")
        BypassSettings bypass,
    @Doc(
            "How long a response below 400 lasts that may be stored and does not say how long; 0s:"
                + " a tenth of the time since its Last-Modified, or not at all.")
        Duration defaultTtl,
    @Doc(
            "How long every response below 400 lasts that may be stored, whatever it says itself;"
                + " absent: as it says. What is private, no-store or sets cookies is not stored"
                + " either way.")
        @Nullable Duration overrideTtl,
    @Doc(
            "By status from 400 to 599: how long responses last that do not say how long, such as"
                + " {404: 10s}; other errors are stored only if they say so.")
        Map<String, Duration> negativeTtl,
    @Doc(
            "How long a stale response answers while it is asked about in the background, if it"
                + " does not say; absent: not at all.")
        @Nullable Duration staleWhileRevalidate,
    @Doc(
            "How long a stale response answers in place of an error, if it does not say; absent:"
                + " not at all.")
        @Nullable Duration staleIfError,
    @Doc(
            "What becomes of responses with Set-Cookie: refuse does not store them, strip stores"
                + " them without it, store shares the cookie with everybody.")
        SetCookieRule setCookie,
    @Doc(
            "Whether Cache-Control and Pragma of requests are honoured; ignore for clients that"
                + " could otherwise send every request on to the backends.")
        ClientDirectives clientDirectives,
    @Doc("Whether clients are told what the cache did, in Cache-Status (RFC 9211).")
        boolean statusHeader,
    @Doc("How requests wait for a response that another request is fetching.")
        CoalesceSettings coalesce,
    @Doc(
            "How long it is remembered that a response could not be stored, so that requests for it"
                + " do not wait for each other; 0s: not at all.")
        Duration passMemory,
    @Doc(
            "A response that is asked for in this last part of its lifetime is fetched anew in the"
                + " background, such as 10%; absent: none is.")
        @Nullable Percentage refreshAhead,
    @Doc("The response fields whose words are tags to purge by.") List<String> tagHeaders,
    @Doc("The longest content that is stored; absent: cache.max-object.")
        @Nullable ByteSize maxObject) {
  private static final Pattern ERROR = Pattern.compile("[45][0-9]{2}");
  private static final int MOST_PERCENT = 90;

  /** What becomes of responses that set cookies. */
  public enum SetCookieRule implements Choice {
    /** They are not stored. */
    REFUSE,
    /** They are stored, and everybody gets them, without the field. */
    STRIP,
    /** They are stored with it. */
    STORE
  }

  /** Whether clients have a say in what the cache may answer with. */
  public enum ClientDirectives implements Choice {
    HONOR,
    IGNORE
  }

  public RouteCacheSettings() {
    this(
        new KeySettings(),
        new BypassSettings(),
        Duration.ZERO,
        null,
        Map.of(),
        null,
        null,
        SetCookieRule.REFUSE,
        ClientDirectives.HONOR,
        false,
        new CoalesceSettings(),
        Duration.ofMinutes(2),
        null,
        List.of("surrogate-key", "cache-tag"),
        null);
  }

  public RouteCacheSettings {
    Expect.positiveOrZero("default-ttl", defaultTtl);
    positive("override-ttl", overrideTtl);
    negativeTtl = Expect.ordered(negativeTtl);
    negativeTtl.forEach((status, ttl) -> {
      String at = "negative-ttl." + status;
      Expect.that(ERROR.matcher(status).matches(), at, status, "a status from 400 to 599");
      Expect.positive(at, ttl);
    });
    positive("stale-while-revalidate", staleWhileRevalidate);
    positive("stale-if-error", staleIfError);
    Expect.positiveOrZero("pass-memory", passMemory);
    if (refreshAhead != null) {
      int hundredths = refreshAhead.hundredths();
      boolean valid = hundredths > 0 && hundredths <= MOST_PERCENT * 100;
      Expect.that(valid, "refresh-ahead", refreshAhead, "more than 0% and at most 90%");
    }
    tagHeaders = names(tagHeaders);
    if (maxObject != null) {
      CacheSettings.expectObject("max-object", maxObject);
    }
  }

  private static void positive(String name, @Nullable Duration value) {
    if (value != null) {
      Expect.positive(name, value);
    }
  }

  private static List<String> names(List<String> names) {
    List<String> lower = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Expect.that(Tokens.isToken(name), "tag-headers[" + i + "]", name, "a header name");
      lower.add(name.toLowerCase(Locale.ROOT));
    }
    return List.copyOf(lower);
  }
}
