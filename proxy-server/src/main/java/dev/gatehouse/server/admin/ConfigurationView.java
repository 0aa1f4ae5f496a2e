package dev.gatehouse.server.admin;

import dev.gatehouse.server.reload.Edition;
import dev.gatehouse.server.reload.History;
import dev.gatehouse.server.reload.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the admin API says of the configuration that serves. Pure.
 *
 * @param number counted from 1, the one of the start
 * @param at since when it serves
 * @param by what it was taken over for
 * @param file what it was read from
 * @param fileDiffers whether a reload would find another text there; null if it cannot be read
 * @param text it as it is written, with all secrets taken out
 * @param refused the last reload, if it was refused; else null
 */
public record ConfigurationView(
    int number,
    Instant at,
    String by,
    String file,
    @Nullable Boolean fileDiffers,
    String text,
    @Nullable Refused refused) {
  /** Beyond this many characters, differences are only told of a number that is asked for. */
  private static final int MOST_TOLD = 1 << 20;

  /** A reload that was refused. */
  public record Refused(Instant at, String by, List<ProblemView> problems) {}

  /**
   * A configuration that has served, or does.
   *
   * @param changes in words; empty for the first
   * @param diff of its text against the one before, in the unified format; null for the first that
   *     is kept, and for large ones unless they are asked for
   */
  public record Past(int number, Instant at, String by, String changes, @Nullable String diff) {}

  /**
   * What serves.
   *
   * @param inFile the text that is there now; null if it cannot be read
   */
  public static ConfigurationView of(
      Edition current, @Nullable String inFile, @Nullable Refusal refusal) {
    return new ConfigurationView(
        current.number(),
        current.at(),
        current.by().toString(),
        current.file(),
        inFile == null ? null : !inFile.equals(current.text()),
        current.shown(),
        refusal == null
            ? null
            : new Refused(
                refusal.at(), refusal.by().toString(), ProblemView.of(refusal.problems())));
  }

  /**
   * The configurations that are kept, newest first.
   *
   * @param only the number of the only one that is wanted; null: all
   */
  public static List<Past> past(History history, @Nullable Integer only) {
    List<Past> past = new ArrayList<>();
    for (Edition each : history.editions().reversed()) {
      if (only == null || only == each.number()) {
        boolean told = only != null || each.text().length() <= MOST_TOLD;
        String diff = told ? history.diff(each) : null;
        past.add(new Past(each.number(), each.at(), each.by().toString(), each.changes(), diff));
      }
    }
    return past;
  }
}
