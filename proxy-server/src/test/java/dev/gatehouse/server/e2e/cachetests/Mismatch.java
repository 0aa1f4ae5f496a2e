package dev.gatehouse.server.e2e.cachetests;

/** The end of a case that does not pass. */
final class Mismatch extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean setup;

  private Mismatch(boolean setup, String message) {
    super(message, null, false, false);
    this.setup = setup;
  }

  /** Whether what failed only prepares the case. */
  boolean setup() {
    return setup;
  }

  static void unless(boolean holds, boolean setup, String message) throws Mismatch {
    if (!holds) {
      throw new Mismatch(setup, message);
    }
  }
}
