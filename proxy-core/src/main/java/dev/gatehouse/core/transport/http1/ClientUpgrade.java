package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.WebSocketKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade that the present request of a client's connection asks for, and what of it concerns
 * this hop only. Confined to its event loop.
 */
final class ClientUpgrade {
  /** The status of an answer that agrees. */
  static final int AGREED = 101;

  private final String token;
  private final @Nullable String key;
  private final FedBody body;
  private boolean begun;

  private ClientUpgrade(String token, @Nullable String key, FedBody body) {
    this.token = token;
    this.key = key;
    this.body = body;
  }

  /** The upgrade that is asked for, null if none is. */
  static @Nullable ClientUpgrade of(UpgradeAsk ask, FedBody.Feed feed) {
    String token = ask.token();
    return token == null
        ? null
        : new ClientUpgrade(token, ask.key(), new FedBody(Body.UNKNOWN_LENGTH, feed));
  }

  /** What the client sends behind its request; fed once the backend has agreed. */
  FedBody body() {
    return body;
  }

  /** True once the connection is a tunnel. */
  boolean begun() {
    return begun;
  }

  void begin() {
    begun = true;
  }

  /** The head that tells the client. */
  ByteBuf head(HeadWriter heads, Headers headers, ByteBufAllocator allocator) {
    HeadWriter out = heads.status(AGREED, headers).fields(headers, false).upgrade(token);
    if (key != null) {
      out.field(HeaderNames.SEC_WEBSOCKET_ACCEPT, WebSocketKey.accept(key));
    }
    return out.end(allocator);
  }
}
