package dev.gatehouse.server.reload;

import dev.gatehouse.server.config.load.Problem;
import java.util.List;

/** What came of an attempt to take over a configuration. */
public sealed interface ReloadResult {
  /**
   * It serves.
   *
   * @param number the number it serves by
   * @param warnings what is hardly meant
   */
  record Done(int number, Changes changes, List<Problem> warnings) implements ReloadResult {}

  /**
   * It cannot be used: what served before goes on.
   *
   * @param problems at least one
   */
  record Refused(List<Problem> problems) implements ReloadResult {}
}
