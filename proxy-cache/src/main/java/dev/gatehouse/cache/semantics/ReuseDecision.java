package dev.gatehouse.cache.semantics;

/**
 * What may be done with a stored response for a request that it matches (RFC 9111 §4): the answer
 * of one pure function to both sides' directives.
 */
public enum ReuseDecision {
  /** It is fresh, and answers. */
  FRESH("hit"),
  /** It is stale, and answers all the same: the client said that it takes it. */
  STALE_ALLOWED("stale-max-stale"),
  /** It is stale, and answers while it is asked about in the background (RFC 5861 §3). */
  STALE_WHILE_REVALIDATE("stale-while-revalidate"),
  /** It is stale: the origin is asked first. */
  STALE("stale"),
  /** The origin wants to be asked each time. */
  NO_CACHE("no-cache"),
  /** The client wants the origin to be asked. */
  REQUEST("request");

  private final String code;

  ReuseDecision(String code) {
    this.code = code;
  }

  /** The reason in logs, metrics and Cache-Status. */
  public String code() {
    return code;
  }

  /** True if the stored response answers, without waiting for the origin. */
  public boolean answers() {
    return this == FRESH || this == STALE_ALLOWED || this == STALE_WHILE_REVALIDATE;
  }

  /**
   * Decides.
   *
   * @param request the directives of the client
   * @param noCache whether the client sends {@code Pragma: no-cache} and no Cache-Control (§5.4)
   * @param response the directives that govern the stored response
   * @param lifetime in milliseconds
   * @param age in milliseconds
   */
  public static ReuseDecision of(
      CacheControl request, boolean noCache, CacheControl response, long lifetime, long age) {
    if (response.noCache()) {
      return NO_CACHE;
    }
    if (request.noCache() || noCache) {
      return REQUEST;
    }
    if (exceeds(age, request.maxAge())) {
      return REQUEST;
    }
    long left = lifetime - age;
    if (left > 0) {
      return left < millis(request.minFresh()) ? REQUEST : FRESH;
    }
    if (!response.forbidsStale()
        && request.maxStale() >= 0
        && -left <= millis(request.maxStale())) {
      return STALE_ALLOWED;
    }
    if (!asksAlways(response) && -left < millis(response.staleWhileRevalidate())) {
      return STALE_WHILE_REVALIDATE;
    }
    return STALE;
  }

  /**
   * Says whether a response may answer others than the one whose request brought it, without asking
   * again: what a cache that collapses requests has to know (§4).
   *
   * @param lifetime in milliseconds
   * @param age in milliseconds
   */
  public static boolean answersOthers(CacheControl response, long lifetime, long age) {
    return of(CacheControl.none(), false, response, lifetime, age).answers();
  }

  /**
   * Says whether a stale response may answer in place of an error or of nothing (§4.2.4, RFC 5861
   * §4).
   *
   * @param lifetime in milliseconds
   * @param age in milliseconds
   */
  public static boolean answersForError(
      CacheControl request, CacheControl response, long lifetime, long age) {
    if (response.noCache() || request.noCache() || asksAlways(response)) {
      return false;
    }
    long grace = millis(response.staleIfError());
    if (!response.forbidsStale()) {
      grace = Math.max(grace, millis(request.staleIfError()));
    }
    return age - lifetime < grace;
  }

  /**
   * True if no one may use it when it is stale. s-maxage alone does not say that where the origin
   * says in the same breath for how long it may be: what it says of stale responses in particular
   * goes before what s-maxage implies of them (RFC 9111 §5.2.2.10, §5.2.3).
   */
  private static boolean asksAlways(CacheControl response) {
    return response.mustRevalidate() || response.proxyRevalidate();
  }

  private static boolean exceeds(long millis, long seconds) {
    return seconds >= 0 && millis > millis(seconds);
  }

  private static long millis(long seconds) {
    return Math.max(0, seconds) * 1000;
  }
}
