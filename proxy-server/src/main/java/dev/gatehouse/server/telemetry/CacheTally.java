package dev.gatehouse.server.telemetry;

import java.util.Map;

/**
 * What the cache has done for the requests of one route since the start. Counts that are 0 are left
 * out of the maps.
 *
 * @param requests all of them
 * @param hits those whose content no backend had to send for them
 * @param results by what was done
 * @param forwarded by why a backend was asked
 * @param responses what became of the backends' responses: stored, or why not
 */
public record CacheTally(
    String route,
    long requests,
    long hits,
    Map<String, Long> results,
    Map<String, Long> forwarded,
    Map<String, Long> responses) {

  /** The part of the requests that were hits; 0 before the first. */
  public double hitRatio() {
    return requests == 0 ? 0 : (double) hits / requests;
  }
}
