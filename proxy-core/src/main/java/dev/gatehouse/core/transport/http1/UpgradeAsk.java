package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.Upgrades;
import dev.gatehouse.core.http.WebSocketKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks its connection to be handed over to (RFC 9110 §7.8, RFC 6455 §4.2.1), as a
 * pure function of its head.
 *
 * @param token the protocol, in lower case; null if none is asked for, or none that could be given
 * @param key the client's Sec-WebSocket-Key, null if there is none
 * @param refusal why the request cannot be answered otherwise either, null if it can
 */
record UpgradeAsk(@Nullable String token, @Nullable String key, @Nullable FailureReason refusal) {
  static final UpgradeAsk NONE = new UpgradeAsk(null, null, null);

  /**
   * Reads the head's fields, and takes Sec-WebSocket-Key, which ends here, out of them.
   *
   * @param framing a length or {@link Framing#CHUNKED}
   */
  static UpgradeAsk of(String method, HttpVersion version, long framing, Headers headers) {
    if (!headers.contains(HeaderNames.UPGRADE) || version == HttpVersion.HTTP_1_0) {
      return NONE; // RFC 9110 §7.8: that of an HTTP/1.0 request is ignored
    }
    String token = isOption(headers) ? chosen(headers) : null;
    if (token == null) {
      return NONE;
    }
    boolean plain = method.equals(Methods.GET) && framing == 0;
    if (!token.equals(Upgrades.WEBSOCKET)) {
      return plain ? new UpgradeAsk(token, null, null) : NONE;
    }
    FailureReason refusal = Upgrades.refusal(plain, headers);
    String key = headers.get(HeaderNames.SEC_WEBSOCKET_KEY);
    if (refusal == null
        && (key == null
            || headers.count(HeaderNames.SEC_WEBSOCKET_KEY) != 1
            || !WebSocketKey.isKey(key))) {
      refusal = FailureReason.BAD_UPGRADE;
    }
    headers.remove(HeaderNames.SEC_WEBSOCKET_KEY);
    return new UpgradeAsk(token, key, refusal);
  }

  /** Says whether Connection names Upgrade, without which it was meant for somebody else. */
  private static boolean isOption(Headers headers) {
    return Persistence.anyNames(headers, "upgrade");
  }

  /** WebSocket if it is listed, else the first that is not out of the question. */
  private static @Nullable String chosen(Headers headers) {
    String first = null;
    int at = headers.indexOf(HeaderNames.UPGRADE, 0);
    for (; at >= 0; at = headers.indexOf(HeaderNames.UPGRADE, at + 1)) {
      for (String member : headers.value(at).split(",", -1)) {
        String token = member.strip().toLowerCase(Locale.ROOT);
        if (token.equals(Upgrades.WEBSOCKET)) {
          return Upgrades.WEBSOCKET;
        }
        if (first == null && Upgrades.isToken(token) && !Upgrades.isNever(token)) {
          first = token;
        }
      }
    }
    return first;
  }
}
