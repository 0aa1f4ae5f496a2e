package dev.gatehouse.server.e2e.cachetests;

import java.util.Locale;

/**
 * What came of a case.
 *
 * @param why a sentence; empty if it passed
 */
record Verdict(Result result, String why) {
  /** As the suite's page distinguishes them. */
  enum Result {
    PASSED,
    /** What the case is about is not so. */
    FAILED,
    /** It did not come so far. */
    SETUP,
    /** A case on which this one depends has not passed. */
    DEPENDENCY;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Verdict PASSED = new Verdict(Result.PASSED, "");

  boolean passed() {
    return result == Result.PASSED;
  }
}
