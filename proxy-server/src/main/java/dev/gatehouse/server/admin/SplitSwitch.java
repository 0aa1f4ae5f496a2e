package dev.gatehouse.server.admin;

import dev.gatehouse.core.filter.split.Split;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operator's word on the canary of one route's split: {@code {"route": "checkout", "canary":
 * "off"}} takes its share away at once, {@code "on"} gives it back.
 */
public final class SplitSwitch implements Action {
  private final JsonMapper mapper = new JsonMapper();
  private final Function<String, @Nullable Split> splits;

  /**
   * @param splits the split of a route of that name, null if it has none
   */
  public SplitSwitch(Function<String, @Nullable Split> splits) {
    this.splits = splits;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    Map<?, ?> order = read(body);
    String route = text(order, "route");
    Split split = splits.apply(route);
    if (split == null) {
      return Endpoint.Answer.text(404, "route: " + route + " (expected: a route that has a split)");
    }
    String canary = split.settings().canary();
    switch (text(order, "canary")) {
      case "on" -> split.resume();
      case "off" -> split.rollBack();
      default ->
          throw new IllegalArgumentException(
              "canary: " + order.get("canary") + " (expected: on or off)");
    }
    return Endpoint.Answer.text(200, canary + " is " + order.get("canary"));
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
}
