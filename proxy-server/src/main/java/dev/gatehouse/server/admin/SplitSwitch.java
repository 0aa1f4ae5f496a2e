package dev.gatehouse.server.admin;

import dev.gatehouse.core.filter.split.Split;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator's word on the canary of one route's split: {@code {"route": "checkout", "canary":
 * "off"}} takes its share away at once, {@code "on"} gives it back.
 */
public final class SplitSwitch implements Action {
  private final Function<String, @Nullable Split> splits;

  /**
   * @param splits the split of a route of that name, null if it has none
   */
  public SplitSwitch(Function<String, @Nullable Split> splits) {
    this.splits = splits;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    Order order = Order.of(body);
    String route = order.text("route");
    Split split = splits.apply(route);
    if (split == null) {
      return Endpoint.Answer.text(404, "route: " + route + " (expected: a route that has a split)");
    }
    String canary = split.settings().canary();
    switch (order.text("canary")) {
      case "on" -> split.resume();
      case "off" -> split.rollBack();
      default ->
          throw new IllegalArgumentException(
              "canary: " + order.text("canary") + " (expected: on or off)");
    }
    return Endpoint.Answer.text(200, canary + " is " + order.text("canary"));
  }
}
