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

    /** Counts several responses, and what they take together. */
    void add(int several, long weight) {
      responses += several;
      bytes += weight;
    }

    PurgeCount sum() {
      return new PurgeCount(responses, bytes);
    }
  }
}
