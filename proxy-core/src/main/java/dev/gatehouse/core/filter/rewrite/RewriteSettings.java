package dev.gatehouse.core.filter.rewrite;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import org.jspecify.annotations.Nullable;

/**
 * What of a request is changed on its way to the backend. The prefix is stripped first, then the
 * other is added.
 *
 * @param stripPrefix leading segments taken off the path; null: none
 * @param addPrefix leading segments put before the path; null: none
 * @param host the host the backend is asked for
 */
@Doc("What of a request is changed on its way to the backend.")
public record RewriteSettings(
    @Doc("Leading segments taken off the path.") @Nullable String stripPrefix,
    @Doc("Leading segments put before the path, after strip-prefix.") @Nullable String addPrefix,
    @Doc("The host the backend is asked for: preserve, backend, or a name.") HostRewrite host) {

  public RewriteSettings() {
    this(null, null, new HostRewrite.Preserve());
  }

  public RewriteSettings {
    stripPrefix = prefix("strip-prefix", stripPrefix);
    addPrefix = prefix("add-prefix", addPrefix);
  }

  private static @Nullable String prefix(String name, @Nullable String prefix) {
    if (prefix == null) {
      return null;
    }
    boolean valid =
        prefix.length() > 1
            && prefix.startsWith("/")
            && prefix.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '?' && c != '#');
    Expect.that(valid, name, prefix, "a path from /, such as /api");
    return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
  }
}
