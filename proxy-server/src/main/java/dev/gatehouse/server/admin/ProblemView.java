package dev.gatehouse.server.admin;

import dev.gatehouse.server.config.load.Problem;
import java.util.List;

/**
 * What the admin API says of a problem.
 *
 * @param text it in one line, as the commands say it
 * @param problem it in parts
 */
public record ProblemView(String text, Problem problem) {
  static List<ProblemView> of(List<Problem> problems) {
    return problems.stream().map(each -> new ProblemView(each.toString(), each)).toList();
  }
}
