package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.Headers;

/**
 * The field that governs how a response is cached here: CDN-Cache-Control if it is there and can be
 * read, else Surrogate-Control if it says anything to us, else Cache-Control (RFC 9213 §2.2).
 *
 * @param control what it says
 * @param targeted whether it is addressed to caches like this one; then Expires does not count
 */
public record Governing(CacheControl control, boolean targeted) {
  private static final String TARGETED = "cdn-cache-control";

  /** Reads the field that governs the response of {@code headers}. */
  public static Governing of(Headers headers) {
    if (headers.contains(TARGETED) && CacheDictionary.isValid(headers, TARGETED)) {
      return new Governing(CacheControl.of(headers, TARGETED), true);
    }
    CacheControl surrogates = SurrogateControl.of(headers);
    return surrogates != null
        ? new Governing(surrogates, true)
        : new Governing(CacheControl.of(headers), false);
  }
}
