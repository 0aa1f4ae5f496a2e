package dev.gatehouse.server.config.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of a configuration file with the place where it stands. */
sealed interface Node {
  Position position();

  /** What it is, as a problem says it. */
  String kind();

  /**
   * One text.
   *
   * @param written as it stands in the file; what problems show
   * @param text what it means, once references are put in
   * @param plain true if it stands without quotes, and could mean a number, a truth value or
   *     nothing
   */
  record Scalar(Position position, String written, String text, boolean plain) implements Node {
    /** True if it is what stands for no value at all. */
    boolean isNull() {
      return plain
          && written.equals(text)
          && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }

    @Override
    public String kind() {
      return "a text";
    }
  }

  /**
   * A list.
   *
   * @param items the values; one that cannot be bound is taken out after its problem is reported
   */
  record Items(Position position, List<Item> items) implements Node {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * Keys with values.
   *
   * @param entries in the order of the file, each key once
   */
  record Entries(Position position, List<Entry> entries) implements Node {
    /** Returns the value of {@code key}, or null. */
    @Nullable Node get(String key) {
      for (Entry entry : entries) {
        if (entry.key().equals(key)) {
          return entry.value();
        }
      }
      return null;
    }

    @Override
    public String kind() {
      return "keys with values";
    }
  }

  /** One value of a list, with its place in the file's list, from 0. */
  record Item(int place, Node node) {}

  /** One key with its value. */
  record Entry(String key, Position position, Node value) {}

  /** A value that has been reported as a problem already. */
  record Broken(Position position) implements Node {
    @Override
    public String kind() {
      return "nothing of use";
    }
  }
}
