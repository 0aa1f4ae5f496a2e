package dev.gatehouse.server.reload;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.patch.Patch;
import java.util.List;

/**
 * The difference between two texts in the unified format, with three lines around. Its cost grows
 * with the square of what differs, so beyond {@value #MOST} lines it only says so. Pure.
 */
final class TextDiff {
  static final int MOST = 1000;
  private static final int AROUND = 3;

  private TextDiff() {}

  /** Thrown by the algorithm's listener, which has no other way to end it. */
  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMuch() {
      super(null, null, false, false);
    }
  }

  private static final class Bound implements DiffAlgorithmListener {
    @Override
    public void diffStart() {}

    @Override
    public void diffStep(int value, int max) {
      if (value > MOST) {
        throw new TooMuch();
      }
    }

    @Override
    public void diffEnd() {}
  }

  /** Empty if the texts are equal. */
  static String of(String beforeName, String before, String afterName, String after) {
    List<String> old = before.lines().toList();
    List<String> now = after.lines().toList();
    Patch<String> patch;
    try {
      patch = DiffUtils.diff(old, now, new Bound());
    } catch (TooMuch e) {
      return "more than %d lines differ\n".formatted(MOST);
    }
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(beforeName, afterName, old, patch, AROUND);
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
