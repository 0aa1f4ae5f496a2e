package dev.gatehouse.server.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Where lines end up. Confined to the writer's thread once it is made, but for {@link #dropped}.
 */
interface LogOutput {
  /**
   * Writes of {@code lines} what it can without waiting for long. What it was given and has not
   * reported as done is given again, the next time with more behind it.
   *
   * @param lines whole lines, but for the first one if part of that is done
   * @return how many bytes need not be given again; 0: no more at the moment
   */
  long write(ByteBuffer[] lines) throws IOException;

  /** Whether it has taken more than it has reported as done: then it is to be called again. */
  default boolean busy() {
    return false;
  }

  /** How long lines may gather before it is given them, in nanoseconds; asked before each time. */
  default long pauseNanos() {
    return TimeUnit.MILLISECONDS.toNanos(200);
  }

  /** Goes on elsewhere if what it writes to was replaced; keeps to the old one if that fails. */
  default void follow() throws IOException {}

  /** Opens what it writes to anew in any case; keeps to the old one if that fails. */
  default void reopen() throws IOException {}

  /** How many lines it could not write and has given up. Any thread. */
  default long dropped() {
    return 0;
  }

  default void close() throws IOException {}
}
