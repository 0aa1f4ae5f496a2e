package dev.gatehouse.server.cli;

/** What the process tells its caller in the end: a contract with scripts. */
final class ExitCode {
  static final int DONE = 0;

  /** The configuration or the input is wrong. */
  static final int INVALID = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** An address cannot be bound, the server cannot start, or a running one not be reached. */
  static final int CANNOT_START = 3;

  /**
   * A second interrupt has cut what was under way: 128 and the number of the signal, as shells do.
   */
  static final int INTERRUPTED = 130;

  /** What was asked to be found was found: {@code plan --fail-on}. */
  static final int FOUND = 4;

  private ExitCode() {}
}
