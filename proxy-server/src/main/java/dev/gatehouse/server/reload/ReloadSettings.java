package dev.gatehouse.server.reload;

import dev.gatehouse.core.settings.Doc;

/**
 * When a changed configuration is taken over.
 *
 * @param watch whether as soon as its file has changed, besides when it is asked for
 */
@Doc("When a changed configuration is taken over.")
public record ReloadSettings(
    @Doc(
            "Whether as soon as its file, or one that it takes values from by ${file:PATH}, has"
                + " changed; otherwise when it is asked for.")
        boolean watch) {

  public ReloadSettings() {
    this(false);
  }
}
