package dev.gatehouse.server.admin;

import dev.gatehouse.cache.filter.Inspected;
import dev.gatehouse.cache.filter.NotStored;
import dev.gatehouse.cache.filter.PurgeCount;
import dev.gatehouse.cache.filter.PurgeMode;
import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.cache.key.PurgeScope;
import dev.gatehouse.cache.store.Arithmetic;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.core.http.HeaderNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the cache knows of one URL, and why it answers as it does: for {@code gatehouse explain
 * --live --cache} and whoever asks the admin API.
 *
 * @param url as it was asked for
 * @param stored each response for it that lies in memory
 * @param onDisk where the disk has more
 * @param notStored for which keys the last response could not be stored, and why
 * @param purge what a purge of the URL would take
 */
public record CacheExplanation(
    String url,
    List<Response> stored,
    List<OnDisk> onDisk,
    List<Refused> notStored,
    PurgeCount purge) {

  /**
   * A stored response.
   *
   * @param route the route that it belongs to
   * @param key the rest of the key: values of fields and cookies that the route counts
   * @param selectors the request fields that it was chosen by (Vary), null for absent ones
   * @param part what it is of a response, if it is not all of it
   * @param bytes of content
   * @param freshness whether it is fresh, and the arithmetic
   * @param age where its age comes from
   * @param grace what may be done with it when it is stale
   */
  record Response(
      String route,
      List<String> key,
      Map<String, @Nullable String> selectors,
      int status,
      @Nullable String part,
      long bytes,
      String freshness,
      String age,
      List<String> grace,
      @Nullable String cacheControl,
      @Nullable String etag,
      @Nullable String lastModified,
      List<String> tags) {}

  /**
   * Responses on disk, each of which is read when it is asked for.
   *
   * @param responses how many, those that are in memory as well included
   */
  record OnDisk(String route, List<String> key, int responses, long bytes) {}

  /**
   * A response that was not stored.
   *
   * @param reason the name of the reason
   * @param means the same in words, and what to do about it
   * @param secondsAgo when
   */
  record Refused(String route, List<String> key, String reason, String means, long secondsAgo) {}

  /**
   * Explains {@code url}.
   *
   * @param narrowed what each route with a cache makes of a URL
   * @param now milliseconds since 1970
   * @throws IllegalArgumentException if it is no URL of HTTP
   */
  public static CacheExplanation of(
      String url, SharedCache cache, List<UnaryOperator<String>> narrowed, long now) {
    List<Response> stored = new ArrayList<>();
    List<OnDisk> onDisk = new ArrayList<>();
    List<Refused> notStored = new ArrayList<>();
    PurgeScope scope = PurgeScope.url(url, narrowed);
    if (scope instanceof PurgeScope.Keys(List<String> prefixes)) {
      for (String prefix : prefixes) {
        Inspected known = cache.inspect(prefix);
        known.entries().forEach(entry -> stored.add(response(entry, prefix, now)));
        known.onDisk().forEach(each -> onDisk.add(onDisk(each, prefix)));
        known.notStored().forEach(each -> notStored.add(refused(each, prefix, now)));
      }
    }
    return new CacheExplanation(
        url, stored, onDisk, notStored, cache.purge(scope, PurgeMode.COUNT, now));
  }

  private static Response response(Inspected.Entry entry, String prefix, long now) {
    Terms terms = entry.terms();
    List<String> rest = rest(entry.key(), prefix);
    Map<String, @Nullable String> selectors = new LinkedHashMap<>();
    List<String> names = terms.vary().names();
    for (int i = 0; i < names.size(); i++) {
      selectors.put(names.get(i), terms.selectors().get(i));
    }
    return new Response(
        rest.getFirst(),
        rest.subList(1, rest.size()),
        selectors,
        terms.status(),
        entry.headers().get(HeaderNames.CONTENT_RANGE),
        entry.length(),
        Arithmetic.freshness(terms, now),
        Arithmetic.age(terms, now),
        Arithmetic.grace(terms, now),
        entry.headers().combined(HeaderNames.CACHE_CONTROL),
        entry.headers().get(HeaderNames.ETAG),
        entry.headers().get(HeaderNames.LAST_MODIFIED),
        terms.tags());
  }

  private static OnDisk onDisk(Inspected.OnDisk each, String prefix) {
    List<String> rest = rest(each.key(), prefix);
    return new OnDisk(
        rest.getFirst(), rest.subList(1, rest.size()), each.responses(), each.bytes());
  }

  private static Refused refused(NotStored each, String prefix, long now) {
    List<String> rest = rest(each.key(), prefix);
    return new Refused(
        rest.getFirst(),
        rest.subList(1, rest.size()),
        each.why().code(),
        Reasons.words(each.why()),
        Math.max(0, now - each.at()) / 1000);
  }

  /** The route of a key, and its lines behind that. */
  private static List<String> rest(String key, String prefix) {
    return key.substring(prefix.length())
        .lines()
        .filter(line -> !line.equals(CacheKey.PART))
        .toList();
  }
}
