package dev.gatehouse.server.admin;

import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.pool.BackendPool;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operator's word on one backend: {@code {"pool": "app", "backend": "http://127.0.0.1:3000",
 * "state": "draining"}}, or {@code down}, or {@code up} again.
 */
public final class BackendSwitch implements Action {
  private final JsonMapper mapper = new JsonMapper();
  private final Function<String, @Nullable BackendPool> pools;

  /**
   * @param pools the pool of a name, null if there is none
   */
  public BackendSwitch(Function<String, @Nullable BackendPool> pools) {
    this.pools = pools;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    Map<?, ?> order = read(body);
    String name = text(order, "pool");
    BackendPool pool = pools.apply(name);
    if (pool == null) {
      return Endpoint.Answer.text(
          404, "pool: " + name + " (expected: a pool of the configuration)");
    }
    String backend = text(order, "backend");
    Switch state = state(text(order, "state"));
    boolean known = Boolean.TRUE.equals(pool.set(backend, state).syncUninterruptibly().getNow());
    return known
        ? Endpoint.Answer.text(200, backend + " is " + state.name().toLowerCase(Locale.ROOT))
        : Endpoint.Answer.text(
            404, "backend: " + backend + " (expected: one of pool " + name + ")");
  }

  private Map<?, ?> read(byte[] body) {
    try {
      return mapper.readValue(body, Map.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("body: not JSON (expected: an object)", e);
    }
  }

  private static String text(Map<?, ?> order, String key) {
    if (order.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(key + ": " + order.get(key) + " (expected: a string)");
  }

  private static Switch state(String word) {
    return Arrays.stream(Switch.values())
        .filter(each -> each.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("state: " + word + " (expected: up, draining or down)"));
  }
}
