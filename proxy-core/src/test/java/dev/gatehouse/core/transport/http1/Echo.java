package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What a client says in a tunnel, on its way back to it; ends the tunnel with its end. */
final class Echo implements Body {
  private final Exchange exchange;
  private final Body said;

  Echo(Exchange exchange) {
    this.exchange = exchange;
    this.said = exchange.request().body();
  }

  @Override
  public @Nullable ByteBuf read() {
    return said.read();
  }

  @Override
  public void demand(Runnable ready) {
    said.demand(ready);
  }

  @Override
  public boolean ended() {
    return said.ended();
  }

  @Override
  public @Nullable Failure failure() {
    return said.failure();
  }

  @Override
  public long length() {
    return UNKNOWN_LENGTH;
  }

  @Override
  public void discard() {
    said.discard();
    exchange
        .loop()
        .executor()
        .execute(() -> {
          if (!exchange.over()) {
            exchange.stream().tunnelOver();
          }
        });
  }
}
