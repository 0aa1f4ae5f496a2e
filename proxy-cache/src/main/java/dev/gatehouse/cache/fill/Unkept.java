package dev.gatehouse.cache.fill;

/** Why the content of a response is not kept while it arrives, and so cannot be stored. */
public enum Unkept {
  /** It is longer than what may be kept. */
  TOO_LARGE("too-large"),
  /** All fills together hold as much as they may. */
  MEMORY("memory-short");

  private final String code;

  Unkept(String code) {
    this.code = code;
  }

  /** The reason in logs, metrics and Cache-Status. */
  public String code() {
    return code;
  }
}
