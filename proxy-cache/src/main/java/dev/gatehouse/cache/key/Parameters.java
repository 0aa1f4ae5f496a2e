package dev.gatehouse.cache.key;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a query, {@code name=value} between ampersands. Names are compared as they are
 * written: one that is written in another way is another one, to the key as to what is sent on.
 */
final class Parameters {
  private Parameters() {}

  /**
   * Keeps the parameters that one of {@code names} means, or those that none does.
   *
   * @param names a star at the end of one stands for any rest
   * @param named which of the two
   * @return {@code query} itself if all stay; null if none does
   */
  static @Nullable String keep(String query, List<String> names, boolean named) {
    StringBuilder kept = null;
    boolean some = false;
    int from = 0;
    while (from <= query.length()) {
      int ampersand = query.indexOf('&', from);
      int end = ampersand < 0 ? query.length() : ampersand;
      boolean stays = isNamed(query, from, end, names) == named;
      if (stays && kept != null) {
        kept.append(some ? "&" : "").append(query, from, end);
      } else if (!stays && kept == null) {
        kept = new StringBuilder(query.length()).append(query, 0, Math.max(0, from - 1));
      }
      some |= stays;
      from = end + 1;
    }
    if (!some) {
      return null;
    }
    return kept == null ? query : kept.toString();
  }

  private static boolean isNamed(String query, int from, int end, List<String> names) {
    int equals = query.indexOf('=', from);
    int nameEnd = equals < 0 || equals > end ? end : equals;
    for (int i = 0; i < names.size(); i++) {
      if (Names.matches(names.get(i), query, from, nameEnd)) {
        return true;
      }
    }
    return false;
  }
}
