package dev.gatehouse.core.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A candidate whose load the test sets. */
final class Server implements Candidate {
  final PeakAverage average = new PeakAverage();
  private final String key;
  int active;

  Server(String key) {
    this.key = key;
  }

  /** Servers {@code http://10.0.0.n:80} with these weights. */
  static List<Share<Server>> weighing(int... weights) {
    List<Share<Server>> shares = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      shares.add(
          new Share<>(new Server("http://10.0." + i / 250 + "." + i % 250 + ":80"), weights[i]));
    }
    return shares;
  }

  static List<Share<Server>> equal(int count) {
    int[] weights = new int[count];
    java.util.Arrays.fill(weights, 1);
    return weighing(weights);
  }

  /** What {@code balancer} picks, where it has to find something. */
  static Server pick(Balancer<Server> balancer, Ask ask) {
    return Objects.requireNonNull(balancer.pick(ask), "nothing picked");
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public long latency(long now) {
    return average.at(now);
  }

  @Override
  public String toString() {
    return key;
  }
}
