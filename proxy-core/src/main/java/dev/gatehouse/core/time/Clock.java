package dev.gatehouse.core.time;

/** The source of time: monotonic for measuring, wall-clock for dates. Thread-safe. */
public interface Clock {
  /** The machine's clock. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }
      };

  /** Monotonic nanoseconds from an arbitrary origin; compare by difference. */
  long nanos();

  /** Milliseconds since 1970-01-01T00:00:00Z. */
  long epochMillis();
}
