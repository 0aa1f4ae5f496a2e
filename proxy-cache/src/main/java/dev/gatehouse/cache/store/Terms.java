package dev.gatehouse.cache.store;

import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.Lifetime;
import dev.gatehouse.cache.semantics.ReuseDecision;
import dev.gatehouse.cache.semantics.Vary;
import dev.gatehouse.core.http.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decides for which requests, and for how long, a stored response may answer. Immutable.
 *
 * @param status its status code
 * @param received when its head arrived, in milliseconds since 1970
 * @param born when it was of age zero, in milliseconds since 1970
 * @param lifetime for how long it is fresh from then on
 * @param control the directives that govern it
 * @param vary the fields of requests that it was chosen by
 * @param selectors what the request had in these fields
 * @param tags the names that purges know it by
 */
public record Terms(
    int status,
    long received,
    long born,
    Lifetime lifetime,
    CacheControl control,
    Vary vary,
    List<@Nullable String> selectors,
    List<String> tags) {

  private static final Shared<Object> SHARED = new Shared<>();

  /** Characters that are its own, and that clients and the backend choose. */
  int characters() {
    int sum = 0;
    for (String selector : selectors) {
      sum += selector == null ? 0 : selector.length();
    }
    for (String tag : tags) {
      sum += tag.length();
    }
    return sum;
  }

  /** The same, of parts that other terms have as well: many responses have many of them alike. */
  Terms shared() {
    return new Terms(
        status,
        received,
        born,
        SHARED.of(lifetime),
        SHARED.of(control),
        SHARED.of(vary),
        selectors.isEmpty() ? List.of() : selectors,
        tags.isEmpty() ? List.of() : tags);
  }

  /** Its age at {@code now}, in milliseconds: 0 or more. */
  public long age(long now) {
    return Math.max(0, now - born);
  }

  /** True if {@code request} is one that it may answer, as far as Vary goes (RFC 9111 §4.1). */
  public boolean suits(Headers request) {
    return vary.names().isEmpty() ? !vary.any() : vary.matches(selectors, request);
  }

  /** True if it may answer others than the one it came for, as far as freshness goes. */
  public boolean answersOthers(long now) {
    return ReuseDecision.answersOthers(control, lifetime.millis(), age(now));
  }

  /** True if it may answer {@code client} in place of an error, fresh or stale. */
  public boolean answersForError(CacheControl client, long now) {
    return ReuseDecision.answersForError(client, control, lifetime.millis(), age(now));
  }

  /** The same but for its lifetime, which ends at {@code now} at the latest. */
  public Terms stale(long now) {
    return new Terms(
        status,
        received,
        born,
        new Lifetime(Math.min(lifetime.millis(), age(now)), Lifetime.Source.PURGED),
        control,
        vary,
        selectors,
        tags);
  }

  /** True if the two would answer the same requests. */
  boolean suitsTheSame(Terms other) {
    return vary.equals(other.vary) && selectors.equals(other.selectors);
  }

  /** A number that is the same for those that would answer the same requests, and hardly others. */
  long variant() {
    long sum = vary.any() ? 1 : 0;
    for (String name : vary.names()) {
      sum = mixed(sum, name);
    }
    for (String selector : selectors) {
      sum = mixed(sum, selector == null ? "\n" : selector);
    }
    return sum;
  }

  private static long mixed(long sum, String text) {
    long next = sum * 31 + text.length();
    for (int i = 0; i < text.length(); i++) {
      next = (next ^ text.charAt(i)) * 0x9e3779b97f4a7c15L;
      next ^= next >>> 29;
    }
    return next;
  }
}
