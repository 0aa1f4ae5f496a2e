package dev.gatehouse.server.plan;

import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.server.config.GatehouseSettings;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What routes were chosen by for the last requests, to try another configuration on. Each event
 * loop keeps those of its own and copies them when somebody asks, so that nothing is shared.
 */
public final class RequestKeys {
  private final List<? extends LoopScope> loops;
  private final KeyRing[] rings;

  /**
   * Keeps as many as {@code settings} say, over all loops together.
   *
   * @param loops the event loops, each at its index
   */
  public RequestKeys(List<? extends LoopScope> loops, PlanSettings settings) {
    this.loops = loops;
    int each = (settings.requests() + loops.size() - 1) / loops.size();
    this.rings = new KeyRing[settings.requests() == 0 ? 0 : loops.size()];
    for (int i = 0; i < rings.length; i++) {
      rings[i] = new KeyRing(each);
    }
  }

  /**
   * The filters that take note of requests under {@code settings}; none if nothing is remembered.
   * To stand before the routes.
   */
  public List<Filter> filters(GatehouseSettings settings) {
    if (rings.length == 0) {
      return List.of();
    }
    RecordedFields fields = RecordedFields.of(settings);
    return List.of((exchange, responder, next) -> {
      rings[exchange.loop().index()].note(exchange, fields);
      next.handle(exchange, responder);
    });
  }

  /** All that is remembered, the oldest first. Blocks; not for event loops. */
  KeyRing.Content content() {
    List<Future<KeyRing.Content>> parts = new ArrayList<>();
    for (int i = 0; i < rings.length; i++) {
      parts.add(loops.get(i).executor().submit(rings[i]::content));
    }
    List<RequestKey> keys = new ArrayList<>();
    long tooLong = 0;
    for (Future<KeyRing.Content> part : parts) {
      KeyRing.Content content = part.syncUninterruptibly().getNow();
      keys.addAll(content.keys());
      tooLong += content.tooLong();
    }
    keys.sort(Comparator.comparingLong(RequestKey::at));
    return new KeyRing.Content(keys, tooLong);
  }
}
