package dev.gatehouse.core.transport;

import dev.gatehouse.core.exchange.Ending;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long a client's connection serves: so many requests, and up to a moment in time. Clients that
 * would stay for days are spread anew over processes and loops by it, and what one connection may
 * have gathered is let go.
 *
 * <p>Confined to the connection's event loop.
 */
public final class Tenure {
  private final long endsAt;
  private int requestsLeft;

  /**
   * @param requests how many it may carry
   * @param ageNanos how old it may become: it ends then or up to a tenth later, so that connections
   *     that began together do not end together
   * @param now the moment at which it begins, in nanoseconds
   */
  public Tenure(int requests, long ageNanos, long now) {
    this.requestsLeft = requests;
    this.endsAt = now + ageNanos + ThreadLocalRandom.current().nextLong(1 + ageNanos / 10);
  }

  /** When it ends, in nanoseconds. */
  public long endsAt() {
    return endsAt;
  }

  /** Counts a request; says why it is to be the last, null if it is not. */
  public @Nullable Ending request(long now) {
    if (--requestsLeft <= 0) {
      return Ending.REQUESTS;
    }
    return now - endsAt >= 0 ? Ending.AGE : null;
  }
}
