package dev.gatehouse.cache.filter;

import dev.gatehouse.core.exchange.CacheNote;
import org.jspecify.annotations.Nullable;

/** What is noted of requests, each made once: results by reasons, and without one. Pure. */
final class Notes {
  private static final CacheNote[][] ALL = all();

  private Notes() {}

  static CacheNote of(CacheResult result, @Nullable Forward forward) {
    return ALL[result.ordinal()][forward == null ? 0 : forward.ordinal() + 1];
  }

  private static CacheNote[][] all() {
    Forward[] reasons = Forward.values();
    CacheResult[] results = CacheResult.values();
    CacheNote[][] all = new CacheNote[results.length][reasons.length + 1];
    for (CacheResult result : results) {
      all[result.ordinal()][0] = new CacheNote(result.code(), null);
      for (Forward reason : reasons) {
        all[result.ordinal()][reason.ordinal() + 1] = new CacheNote(result.code(), reason.code());
      }
    }
    return all;
  }
}
