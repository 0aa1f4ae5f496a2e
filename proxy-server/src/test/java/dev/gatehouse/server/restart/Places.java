package dev.gatehouse.server.restart;

import java.nio.file.Path;
import java.util.List;
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

  /** One that follows nobody, and that somebody supervises who keeps sockets. */
  public static Place supervised(Path socket) {
    return at(Alone.withoutSockets(), Map.of("NOTIFY_SOCKET", socket.toString(), "FDSTORE", "8"));
  }

  private static Place at(Entrance entrance) {
    return at(entrance, Map.of());
  }

  private static Place at(Entrance entrance, Map<String, String> environment) {
    long number = NUMBERS.incrementAndGet();
    return new Place(
        number,
        environment,
        entrance,
        Supervisor.of(environment, number),
        new Successor(number, null, List.of()));
  }
}
