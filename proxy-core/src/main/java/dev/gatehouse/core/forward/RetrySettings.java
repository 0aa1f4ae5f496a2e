package dev.gatehouse.core.forward;

import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a request of a route is tried again.
 *
 * @param attempts how many times beyond the first
 * @param on after what
 * @param budget the part of the requests of the last seconds that may be tried again
 * @param minPerSecond how many may be whatever the budget says
 * @param perTry how long one attempt may take to the head of its answer; zero: for ever
 * @param hold the longest content that its answer's head waits for; zero: none waits
 * @param hedge when a second attempt begins beside a slow first one; null: never
 */
@Doc(
    "When a request is tried again. What a backend may have acted on is repeated only if its method"
        + " is idempotent and its content is at hand; a POST is never delivered twice.")
public record RetrySettings(
    @Doc("How many times beyond the first, each at another backend if there is one; 0: never.")
        int attempts,
    @Doc(
            "After what: connect, reset, first-byte-timeout, invalid-answer, or statuses from 500"
                + " to 599.")
        List<RetryCondition> on,
    @Doc("The part of the route's requests of the last seconds that may be tried again.")
        Percentage budget,
    @Doc("How many may be tried again per second whatever the budget says.") int minPerSecond,
    @Doc(
            "How long one attempt may take to the head of its answer before the next begins, if"
                + " there may be one; 0s: as long as the timeouts let it.")
        Duration perTry,
    @Doc(
            "Answers up to this, at most 64KiB, wait for the end of their content, so that one that"
                + " breaks off can be tried again as after a reset: at most a second, or 5 ms where"
                + " no length is stated; 0B: none.")
        ByteSize hold,
    @Doc(
            "A second attempt beside a slow first one, for idempotent requests; the first answer"
                + " wins. Absent: none.")
        @Nullable HedgeSettings hedge) {
  private static final int MOST_ATTEMPTS = 10;
  private static final int MOST_PER_SECOND = 100_000;
  private static final int MOST_HELD = 64 * 1024;

  public RetrySettings() {
    this(
        1,
        List.of(RetryCondition.parse("connect"), RetryCondition.parse("reset")),
        Percentage.of(20),
        3,
        Duration.ZERO,
        ByteSize.ofKiB(64),
        null);
  }

  public RetrySettings {
    Expect.within("attempts", attempts, 0, MOST_ATTEMPTS);
    on = List.copyOf(on);
    Expect.within("min-per-second", minPerSecond, 0, MOST_PER_SECOND);
    Expect.positiveOrZero("per-try", perTry);
    Expect.that(hold.bytes() <= MOST_HELD, "hold", hold, "at most 64KiB");
  }
}
