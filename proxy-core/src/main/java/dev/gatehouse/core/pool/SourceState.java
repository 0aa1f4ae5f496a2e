package dev.gatehouse.core.pool;

import org.jspecify.annotations.Nullable;

/**
 * How it stands with one place that a pool's backends or their addresses are learnt from.
 *
 * @param source the host name, the service's name or the file
 * @param kind what it is
 * @param found how many addresses or backends the last good answer has; 0 if there was none
 * @param goodAt when that answer was got, in nanoseconds of the clock; null: never
 * @param failures how often it was asked in vain since the start
 * @param problem why there is no newer answer; null while all is well
 */
public record SourceState(
    String source,
    Kind kind,
    int found,
    @Nullable Long goodAt,
    long failures,
    @Nullable String problem) {
  /** The kinds of places. */
  public enum Kind {
    /** The addresses of a host. */
    HOST,
    /** The servers of a service. */
    SERVICE,
    /** A file with backends. */
    FILE
  }

  /** One that was not asked yet. */
  static SourceState unasked(Kind kind, String source) {
    return new SourceState(source, kind, 0, null, 0, null);
  }

  /** The same after a good answer at {@code now}. */
  SourceState found(int count, long now) {
    return new SourceState(source, kind, count, now, failures, null);
  }

  /** The same after a failure. */
  SourceState failed(String why) {
    return new SourceState(source, kind, found, goodAt, failures + 1, why);
  }

  /** True once it was asked, with success or not. */
  boolean asked() {
    return goodAt != null || failures > 0;
  }
}
