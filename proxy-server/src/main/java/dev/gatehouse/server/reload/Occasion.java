package dev.gatehouse.server.reload;

/** What a configuration was taken over for; {@code toString} says it in a word or two. */
public sealed interface Occasion {
  /** The process started with it. */
  Occasion START = new Event("start");

  /** The process was sent SIGHUP. */
  Occasion SIGNAL = new Event("SIGHUP");

  /** A file has changed. */
  Occasion FILE = new Event("file");

  /** The admin API was asked to. */
  Occasion API = new Event("api");

  /** Something that had the configuration read. */
  record Event(String word) implements Occasion {
    @Override
    public String toString() {
      return word;
    }
  }

  /**
   * An operator went back.
   *
   * @param to the number of the configuration that serves again
   */
  record Rollback(int to) implements Occasion {
    @Override
    public String toString() {
      return "rollback to " + to;
    }
  }
}
