package dev.gatehouse.core.settings;

import java.util.Locale;

/** An enum constant as it is written in the configuration. */
public interface Choice {
  /** The name of the enum constant. */
  String name();

  /** The word for it: the constant's name in kebab-case, unless it has one of its own. */
  default String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
