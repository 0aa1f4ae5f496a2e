package dev.gatehouse.cache.filter;

/** What the cache did for a request: the word for logs, metrics and Cache-Status. */
public enum CacheResult {
  /** A fresh response answered from the store. */
  HIT("hit", true),
  /** A stale one did, as client or origin allow. */
  STALE("stale", true),
  /** A stale one did, because the backend failed. */
  STALE_IF_ERROR("stale-if-error", true),
  /** The backend was asked, and what is stored is still right. */
  REVALIDATED("revalidated", true),
  /** Another request was fetching it already. */
  COLLAPSED("collapsed", true),
  /** The backend answered. */
  MISS("miss", false),
  /** The backend answered, and the cache had no say. */
  PASS("pass", false),
  /** Only what is stored was asked for, and there is nothing. */
  REFUSED("refused", false);

  private final String code;
  private final boolean hit;

  CacheResult(String code, boolean hit) {
    this.code = code;
    this.hit = hit;
  }

  public String code() {
    return code;
  }

  /** True if no backend had to send this content for this request. */
  public boolean hit() {
    return hit;
  }
}
