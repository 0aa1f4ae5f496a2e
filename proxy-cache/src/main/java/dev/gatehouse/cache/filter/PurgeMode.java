package dev.gatehouse.cache.filter;

/** What a purge does with what it finds. */
public enum PurgeMode {
  /** It is removed: the next request goes to the backend. */
  REMOVE,
  /**
   * It is stale from now on: the backend is asked whether it is still right, and it may answer
   * meanwhile or for errors.
   */
  MARK_STALE,
  /** Nothing; it is counted. */
  COUNT
}
