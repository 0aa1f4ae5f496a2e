package dev.gatehouse.server.admin;

import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.pool.BackendPool;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator's word on one backend: {@code {"pool": "app", "backend": "http://127.0.0.1:3000",
 * "state": "draining"}}, or {@code down}, or {@code up} again.
 */
public final class BackendSwitch implements Action {
  private final Function<String, @Nullable BackendPool> pools;

  /**
   * @param pools the pool of a name, null if there is none
   */
  public BackendSwitch(Function<String, @Nullable BackendPool> pools) {
    this.pools = pools;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    Order order = Order.of(body);
    String name = order.text("pool");
    BackendPool pool = pools.apply(name);
    if (pool == null) {
      return Endpoint.Answer.text(
          404, "pool: " + name + " (expected: a pool of the configuration)");
    }
    String backend = order.text("backend");
    Switch state = state(order.text("state"));
    boolean known = Boolean.TRUE.equals(pool.set(backend, state).syncUninterruptibly().getNow());
    return known
        ? Endpoint.Answer.text(200, backend + " is " + state.name().toLowerCase(Locale.ROOT))
        : Endpoint.Answer.text(
            404, "backend: " + backend + " (expected: one of pool " + name + ")");
  }

  private static Switch state(String word) {
    return Arrays.stream(Switch.values())
        .filter(each -> each.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("state: " + word + " (expected: up, draining or down)"));
  }
}
