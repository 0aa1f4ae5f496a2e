package dev.gatehouse.server.config.load;

import dev.gatehouse.server.config.GatehouseSettings;
import java.util.List;

/** What came of reading a configuration file. */
public sealed interface Loaded {
  /**
   * A configuration without problems.
   *
   * @param settings what it says
   * @param positions where it says so
   * @param origin what it was read from
   */
  record Valid(GatehouseSettings settings, Positions positions, Origin origin) implements Loaded {}

  /**
   * A configuration that cannot be used.
   *
   * @param problems all that was found, at least one, in the order of the file
   */
  record Invalid(List<Problem> problems) implements Loaded {}
}
