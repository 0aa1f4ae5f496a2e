package dev.gatehouse.cache.filter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.settings.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Why the last responses that could not be stored could not, by key, for whoever asks why. It
 * forgets: what it knows is bounded. Thread-safe.
 */
final class Decisions {
  /** Bytes of the heap. */
  private static final long MOST = ByteSize.ofMiB(4).bytes();

  /** What an entry takes beside its key: objects, and places in maps. */
  private static final int COST = 160;

  private final Cache<String, NotStored> last = bounded(MOST);

  /**
   * Makes a map that forgets what is asked for least. Bounded by bytes: clients choose the keys,
   * and can make them as long as a request may be.
   */
  static <V> Cache<String, V> bounded(long bytes) {
    return Caffeine.newBuilder()
        .maximumWeight(bytes)
        .weigher((String key, V value) -> COST + key.length())
        .executor(Runnable::run)
        .build();
  }

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
