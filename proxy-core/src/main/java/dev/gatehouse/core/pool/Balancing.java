package dev.gatehouse.core.pool;

import dev.gatehouse.core.balance.Balancer;
import dev.gatehouse.core.balance.LeastRequest;
import dev.gatehouse.core.balance.LeastTime;
import dev.gatehouse.core.balance.Maglev;
import dev.gatehouse.core.balance.RandomPick;
import dev.gatehouse.core.balance.RingHash;
import dev.gatehouse.core.balance.RoundRobin;
import dev.gatehouse.core.balance.Share;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The maker of a pool's balancers: each time the backends change there is another one, which goes
 * on where the last one was.
 */
final class Balancing {
  private final BalancerChoice choice;
  private final AtomicInteger turn = new AtomicInteger();

  Balancing(BalancerChoice choice) {
    this.choice = choice;
  }

  /** A balancer over {@code shares}. */
  Balancer<Backend> over(List<Share<Backend>> shares) {
    return switch (choice) {
      case LEAST_REQUEST -> new LeastRequest<>(shares);
      case LEAST_TIME -> new LeastTime<>(shares);
      case ROUND_ROBIN -> new RoundRobin<>(shares, turn);
      case RANDOM -> new RandomPick<>(shares);
      case RING_HASH -> new RingHash<>(shares);
      case MAGLEV -> new Maglev<>(shares);
    };
  }

  /** Before anything is known of anyone: those that are not in reserve, if there are any. */
  static List<Share<Backend>> untested(List<Backend> all) {
    List<Share<Backend>> shares =
        all.stream()
            .filter(backend -> !backend.settings().backup())
            .map(backend -> new Share<>(backend, backend.weight()))
            .toList();
    return shares.isEmpty()
        ? all.stream().map(backend -> new Share<>(backend, backend.weight())).toList()
        : shares;
  }
}
