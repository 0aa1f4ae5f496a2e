package dev.gatehouse.server.config.load;

/**
 * A place in a configuration file, counted from 1.
 *
 * @param line 0 stands for the file as a whole
 * @param column in characters
 */
record Position(int line, int column) {
  static final Position WHOLE_FILE = new Position(0, 0);
}
