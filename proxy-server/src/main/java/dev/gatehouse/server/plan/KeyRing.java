package dev.gatehouse.server.plan;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last requests of one event loop, in places that are used again and again: to note a request
 * allocates nothing but what reads its cookies. Confined to its event loop.
 */
final class KeyRing {
  /** What is longer is not remembered, so that clients cannot fill the memory. */
  private static final int LONGEST = 512;

  private final Slot[] slots;
  private int next;
  private long noted;
  private long tooLong;

  /** One place. Nothing of it is read before it is filled. */
  private static final class Slot {
    private final @Nullable String[] values = new String[RecordedFields.MOST];
    private @Nullable RecordedFields fields;
    private @Nullable Authority authority;
    private String listener = "";
    private String client = "";
    private String method = "";
    private String scheme = "";
    private String path = "";
    private @Nullable String query;
    private long at;
  }

  /**
   * What a ring has.
   *
   * @param keys the oldest first
   * @param tooLong how many requests were too long to be remembered
   */
  record Content(List<RequestKey> keys, long tooLong) {}

  KeyRing(int size) {
    slots = new Slot[size];
    for (int i = 0; i < size; i++) {
      slots[i] = new Slot();
    }
  }

  /** Takes note of a request that is about to be routed. */
  void note(Exchange exchange, RecordedFields fields) {
    Request request = exchange.request();
    String query = request.query();
    if (request.path().length() > LONGEST || (query != null && query.length() > LONGEST)) {
      tooLong++;
      return;
    }
    Slot slot = slots[next];
    next = next + 1 == slots.length ? 0 : next + 1;
    noted++;
    slot.at = exchange.loop().clock().epochMillis();
    slot.listener = exchange.connection().listener();
    slot.client = exchange.clientAddress();
    slot.method = request.method();
    slot.scheme = request.scheme();
    slot.authority = request.authority();
    slot.path = request.path();
    slot.query = query;
    slot.fields = fields;
    fields.read(request, slot.values);
  }

  Content content() {
    int count = (int) Math.min(noted, slots.length);
    List<RequestKey> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Slot slot = slots[(next - count + i + slots.length) % slots.length];
      Authority authority = slot.authority;
      RecordedFields fields = slot.fields;
      if (authority != null && fields != null) {
        keys.add(
            new RequestKey(
                slot.at,
                slot.listener,
                slot.client,
                slot.method,
                slot.scheme,
                authority,
                slot.path,
                slot.query,
                fields.headers(slot.values)));
      }
    }
    return new Content(keys, tooLong);
  }
}
