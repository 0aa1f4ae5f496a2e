package dev.gatehouse.cache.filter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.cache.semantics.StoreDecision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Why the last responses that could not be stored could not, by key, for whoever asks why. It
 * forgets: what it knows is bounded. Thread-safe.
 */
final class Decisions {
  private static final int MOST = 10_000;

  private final Cache<String, NotStored> last =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

  /** Takes note of what became of a response that came at {@code now}. */
  void note(String key, StoreDecision decision, long now) {
    if (decision == StoreDecision.STORE) {
      last.invalidate(key);
    } else {
      last.put(key, new NotStored(key, decision, now));
    }
  }

  /** Those whose keys begin with {@code prefix}, by key; looks at all. */
  List<NotStored> below(String prefix) {
    List<NotStored> found = new ArrayList<>();
    last.asMap()
        .forEach((key, decision) -> {
          if (key.startsWith(prefix)) {
            found.add(decision);
          }
        });
    found.sort(Comparator.comparing(NotStored::key));
    return found;
  }
}
