package dev.gatehouse.core.pool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/** Backends for tests of balancers: {@code http://10.0.0.n:80} with a weight. */
final class Backends {
  private Backends() {}

  static Backend[] weighing(int... weights) {
    Backend[] backends = new Backend[weights.length];
    for (int i = 0; i < weights.length; i++) {
      String host = "10.0.0." + (i + 1);
      backends[i] =
          new Backend(
              new BackendSettings(BackendUrl.parse("http://" + host), weights[i], 0),
              new InetSocketAddress(InetAddress.ofLiteral(host), 80),
              new ConnectionSettings(),
              BackendObserver.NONE);
    }
    return backends;
  }

  /** What {@code balancer} picks, where it has to find something. */
  static Backend pick(Balancer balancer, PickContext context) {
    return Objects.requireNonNull(balancer.pick(context), "nothing picked");
  }
}
