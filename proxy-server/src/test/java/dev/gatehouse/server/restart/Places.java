package dev.gatehouse.server.restart;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Places of servers that are not processes, each with a number that no process has. */
public final class Places {
  private static final AtomicLong NUMBERS = new AtomicLong(1L << 40);

  private Places() {}

  /** One that follows nobody. */
  public static Place alone() {
    return at(Alone.withoutSockets());
  }

  /** One that takes the place of the server at {@code before}. */
  public static Place after(Place before) throws Entrance.Refused {
    return at(TakeOver.from(before.pid()));
  }

  private static Place at(Entrance entrance) {
    long number = NUMBERS.incrementAndGet();
    Supervisor nobody = Supervisor.of(Map.of(), number);
    return new Place(number, Map.of(), entrance, nobody, new Successor(number, null));
  }
}
