package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Upgrades;
import dev.gatehouse.core.http.WebSocketKey;
import org.jspecify.annotations.Nullable;

/**
 * What a backend is asked to hand its connection over to, and the check of its answer.
 *
 * @param token the protocol, in lower case
 * @param key the proxy's own Sec-WebSocket-Key, null for protocols that have none
 */
record UpgradeOffer(String token, @Nullable String key) {
  /** An offer of {@code token}; null if there is nothing to offer. */
  static @Nullable UpgradeOffer of(@Nullable String token) {
    if (token == null) {
      return null;
    }
    return new UpgradeOffer(token, token.equals(Upgrades.WEBSOCKET) ? WebSocketKey.fresh() : null);
  }

  /** Adds the fields that ask for it. */
  void write(HeadWriter out) {
    out.upgrade(token);
    if (key != null) {
      out.field(HeaderNames.SEC_WEBSOCKET_KEY, key);
    }
  }

  /** What is wrong with an answer of 101 with {@code headers}; null if it agrees to this. */
  @Nullable String problem(Headers headers) {
    if (!Persistence.anyNames(headers, "upgrade")) {
      return "101 without Connection: upgrade";
    }
    String upgrade = headers.get(HeaderNames.UPGRADE);
    if (upgrade == null
        || headers.count(HeaderNames.UPGRADE) != 1
        || !upgrade.equalsIgnoreCase(token)) {
      return "101 to " + upgrade + ", not " + token;
    }
    String proof = headers.get(HeaderNames.SEC_WEBSOCKET_ACCEPT);
    if (key != null
        && (proof == null
            || headers.count(HeaderNames.SEC_WEBSOCKET_ACCEPT) != 1
            || !proof.equals(WebSocketKey.accept(key)))) {
      return "101 with a wrong Sec-WebSocket-Accept";
    }
    return null;
  }
}
