package dev.gatehouse.server.lint;

import dev.gatehouse.server.config.load.Positions;
import dev.gatehouse.server.config.load.Problem;

/**
 * Something that is hardly meant.
 *
 * @param path where it stands: {@code routes[3].match}
 * @param message what is wrong with it
 * @param remedy what would be right
 */
public record Finding(LintName name, String path, String message, String remedy) {
  /** The same with its place in the file, which {@code positions} knows. */
  Problem at(Positions positions) {
    return positions.problem(path, name.word() + ": " + message, remedy);
  }
}
