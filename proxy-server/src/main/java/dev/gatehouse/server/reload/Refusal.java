package dev.gatehouse.server.reload;

import dev.gatehouse.server.config.load.Problem;
import java.time.Instant;
import java.util.List;

/**
 * A reload that was refused.
 *
 * @param at when
 * @param by what it was tried for
 * @param problems why
 */
public record Refusal(Instant at, Occasion by, List<Problem> problems) {}
