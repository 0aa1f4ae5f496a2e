package dev.gatehouse.server.lint;

import dev.gatehouse.core.settings.Doc;
import java.util.List;

/**
 * What is not warned of.
 *
 * @param allow warnings that are not given
 */
@Doc("What is not warned of.")
public record LintSettings(
    @Doc("Warnings that are not given, as what they warn of is meant.") List<LintName> allow) {

  public LintSettings() {
    this(List.of());
  }

  public LintSettings {
    allow = List.copyOf(allow);
  }
}
