package dev.gatehouse.cache.filter;

/**
 * What a purge has found.
 *
 * @param responses how many stored responses
 * @param bytes what they take of the cache's room
 */
public record PurgeCount(long responses, long bytes) {

  /** The count while it grows; for one thread. */
  static final class Counting {
    private long responses;
    private long bytes;

    /** Counts one response; always true. */
    boolean add(long weight) {
      responses++;
      bytes += weight;
      return true;
    }

    PurgeCount sum() {
      return new PurgeCount(responses, bytes);
    }
  }
}
