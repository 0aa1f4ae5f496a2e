package dev.gatehouse.cache.filter;

/**
 * Why a request goes on to a backend although its route has a cache: the fwd parameter of
 * Cache-Status (RFC 9211 §2.2), and the closer reason.
 */
public enum Forward {
  /** Its method is not one that the cache answers. */
  METHOD("method", "method"),
  /** It carries content, which may change the answer. */
  CONTENT("bypass", "request-content"),
  /** It asks for another protocol. */
  UPGRADE("bypass", "upgrade"),
  /** The route's rules say so. */
  BYPASS("bypass", "rule"),
  /** The client wants nobody to keep the answer. */
  NO_STORE("bypass", "request-no-store"),
  /** The answer to such a request could not be stored a moment ago. */
  KNOWN("bypass", "not-stored-before"),
  /** It waited for another request, and that brought nothing that could be shared. */
  UNSHARED("bypass", "not-shared"),
  /** It waited for another request, for too long. */
  WAITED("bypass", "waited"),
  /** Nothing is stored under its key. */
  URI_MISS("uri-miss", "uri-miss"),
  /** What is stored under its key was chosen by other fields. */
  VARY_MISS("vary-miss", "vary-miss"),
  /** The client wants the backend to be asked. */
  REQUEST("request", "request"),
  /** What is stored is stale. */
  STALE("stale", "stale"),
  /** What is stored is to be asked about each time. */
  NO_CACHE("stale", "no-cache"),
  /** A part is asked for, and not stored. */
  PARTIAL("partial", "partial");

  private final String fwd;
  private final String code;

  Forward(String fwd, String code) {
    this.fwd = fwd;
    this.code = code;
  }

  /** The token of RFC 9211. */
  public String fwd() {
    return fwd;
  }

  /** The reason in logs and metrics. */
  public String code() {
    return code;
  }
}
