package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.core.http.Headers;
import java.util.List;

/**
 * What the cache knows of one URL, for people.
 *
 * @param entries what memory has, the latest first of each key
 * @param onDisk keys of which the disk has more than memory
 * @param notStored of keys whose last response could not be stored
 */
public record Inspected(List<Entry> entries, List<OnDisk> onDisk, List<NotStored> notStored) {
  public Inspected {
    entries = List.copyOf(entries);
    onDisk = List.copyOf(onDisk);
    notStored = List.copyOf(notStored);
  }

  /**
   * A key of which the disk has more than memory: each is read when it is asked for.
   *
   * @param responses how many it has
   */
  public record OnDisk(String key, int responses, long bytes) {}

  /**
   * One stored response.
   *
   * @param headers its header section, a copy
   * @param length bytes of content
   * @param weight what it takes of the cache's room
   */
  public record Entry(String key, Terms terms, Headers headers, int length, int weight) {
    static Entry of(String key, Stored stored) {
      return new Entry(key, stored.terms(), stored.headers(), stored.length(), stored.weight());
    }
  }
}
