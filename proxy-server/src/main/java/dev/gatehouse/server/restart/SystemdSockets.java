package dev.gatehouse.server.restart;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that systemd passes to a process it starts (sd_listen_fds(3)): those of a socket
 * unit, and those that the process before had it keep. The environment says how many there are and
 * what they are called. Values.
 */
final class SystemdSockets {
  private static final int FIRST = 3;
  private static final int MOST = 4096;

  /**
   * What the environment announces.
   *
   * @param names one for each descriptor, from the third on
   */
  record Announced(List<String> names) {}

  private SystemdSockets() {}

  /**
   * Reads the environment. Pure.
   *
   * @param pid this process, null if unknown: what was meant for another is not ours
   */
  static Announced announced(Map<String, String> environment, @Nullable Long pid) {
    int count = number(environment.get("LISTEN_FDS"));
    if (count < 1 || count > MOST || pid == null || number(environment.get("LISTEN_PID")) != pid) {
      return new Announced(List.of());
    }
    String[] given = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(i < given.length && !given[i].isEmpty() ? given[i] : "unknown");
    }
    return new Announced(names);
  }

  private static int number(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 9) {
      return -1;
    }
    return text.chars().allMatch(digit -> digit >= '0' && digit <= '9')
        ? Integer.parseInt(text)
        : -1;
  }

  /**
   * The sockets that were passed, each address once.
   *
   * @throws IOException if something was passed that is no TCP socket that listens
   */
  static List<ListeningSocket> take(Announced announced) throws IOException {
    List<ListeningSocket> sockets = new ArrayList<>();
    for (int i = 0; i < announced.names().size(); i++) {
      ListeningSocket socket = ListeningSocket.of(announced.names().get(i), FIRST + i, true);
      if (sockets.stream().anyMatch(each -> each.address().equals(socket.address()))) {
        socket.close(); // of the socket unit, and kept besides
      } else {
        sockets.add(socket);
      }
    }
    return sockets;
  }
}
