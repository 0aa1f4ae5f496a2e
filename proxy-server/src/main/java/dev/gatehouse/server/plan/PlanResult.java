package dev.gatehouse.server.plan;

import java.util.List;

/**
 * What a configuration would change, if it took the place of the one that serves.
 *
 * @param difference what it says otherwise
 * @param restart what of that only a restart changes: a reload is refused
 * @param effect what it would do to the requests that came last
 * @param unknown what it matches on that was not remembered of them: taken for absent
 * @param tooLong requests that were too long to be remembered, since the start
 * @param warnings what it says and hardly means
 */
public record PlanResult(
    Difference difference,
    List<String> restart,
    Effect effect,
    List<String> unknown,
    long tooLong,
    List<String> warnings) {}
