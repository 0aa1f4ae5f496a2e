package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.HostPort;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who offers a service (RFC 2782). Immutable.
 *
 * @param records in any order
 * @param addresses those of targets that came with the answer, by the target's name
 */
public record ServiceAnswer(List<ServiceRecord> records, Map<String, List<InetAddress>> addresses) {
  private static final int MOST_WEIGHT = 1000;

  public ServiceAnswer {
    records = List.copyOf(records);
    addresses = Map.copyOf(addresses);
  }

  /**
   * The backends that it stands for: those of the lowest priority, and all others as backups. An
   * order among backups is not kept. Weights keep their proportions, as far as whole numbers from 1
   * to 1000 can; 0 is as good as the least.
   *
   * @param tls whether they speak TLS
   */
  List<BackendSettings> backends(boolean tls) {
    List<ServiceRecord> sorted = new ArrayList<>(records);
    sorted.sort(
        Comparator.comparingInt(ServiceRecord::priority)
            .thenComparing(ServiceRecord::target)
            .thenComparingInt(ServiceRecord::port));
    int first = sorted.isEmpty() ? 0 : sorted.getFirst().priority();
    int most = sorted.stream().mapToInt(ServiceRecord::weight).max().orElse(0);
    Set<BackendUrl> seen = new HashSet<>();
    List<BackendSettings> backends = new ArrayList<>();
    for (ServiceRecord each : sorted) {
      if (!Expect.isHostName(each.target()) || each.port() == 0) {
        continue; // a target of "." says that there is no server (RFC 2782)
      }
      BackendUrl url = new BackendUrl(tls, new HostPort(each.target(), each.port()));
      if (seen.add(url)) {
        boolean backup = each.priority() > first;
        backends.add(new BackendSettings(url, weight(each.weight(), most), 0, backup));
      }
    }
    return backends;
  }

  private static int weight(int weight, int most) {
    return Math.max(1, most > MOST_WEIGHT ? weight * MOST_WEIGHT / most : weight);
  }
}
