package dev.gatehouse.core.filter.headers;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.NameAliases;
import java.util.Map;

/**
 * The changes of one header section, ready to be made: removed first, then set, then added. Values
 * are sent as they stand in the configuration; nothing in them is replaced. Immutable.
 */
final class HeaderEdit {
  private final String[] remove;
  private final String[] set;
  private final String[] add;

  HeaderEdit(HeaderEditSettings settings) {
    this.remove = settings.remove().stream().map(HeaderNames::of).toArray(String[]::new);
    this.set = pairs(settings.set());
    this.add = pairs(settings.add());
  }

  boolean isEmpty() {
    return remove.length == 0 && set.length == 0 && add.length == 0;
  }

  void apply(Headers headers) {
    for (String name : remove) {
      headers.remove(name);
    }
    for (int i = 0; i < set.length; i += 2) {
      headers.set(set[i], set[i + 1]);
    }
    for (int i = 0; i < add.length; i += 2) {
      headers.add(add[i], add[i + 1]);
    }
  }

  /**
   * Removes what a backend may take for a field that is removed or set here: what the configuration
   * says of {@code x-user} must hold for a client's {@code x_user}.
   */
  void removeAliases(Headers headers) {
    for (String name : remove) {
      NameAliases.remove(headers, name);
    }
    for (int i = 0; i < set.length; i += 2) {
      NameAliases.remove(headers, set[i]);
    }
  }

  private static String[] pairs(Map<String, String> fields) {
    String[] pairs = new String[fields.size() * 2];
    int at = 0;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      pairs[at++] = HeaderNames.of(field.getKey());
      pairs[at++] = field.getValue();
    }
    return pairs;
  }
}
