package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes exchanges in place of a dispatcher, and says when they end and how. */
final class FakeIntake implements Intake {
  final List<Exchange> dispatched = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  final List<String> rejected = new ArrayList<>();

  /** {@code sent} or the failure of each exchange that is over, in order. */
  final List<String> ends = new ArrayList<>();

  private final Consumer<Exchange> handler;

  /** Leaves every exchange to the test. */
  FakeIntake() {
    this(exchange -> {});
  }

  FakeIntake(Consumer<Exchange> handler) {
    this.handler = handler;
  }

  @Override
  public void dispatch(Exchange exchange) {
    dispatched.add(exchange);
    exchange.routed("test", this::finished);
    handler.accept(exchange);
  }

  @Override
  public void refuse(Exchange exchange, Failure failure) {
    refused.add(failure.toString());
    exchange.routed(null, this::finished);
    answer(exchange, failure.reason().status(), failure.reason().code());
  }

  @Override
  public void reject(Exchange exchange, Failure failure) {
    rejected.add(failure.toString());
    exchange.routed(null, this::finished);
  }

  private void finished(Exchange exchange) {
    Failure failure = exchange.failure();
    ends.add(failure == null ? "sent" : failure.toString());
  }

  Exchange last() {
    return dispatched.getLast();
  }

  static void answer(Exchange exchange, int status, String text) {
    exchange.stream().respond(new Response(status, new Headers(), text(text)));
  }

  static Body text(String text) {
    ByteBuf content = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    return new BufferBody(content);
  }

  /** Reads what there is; null if there is nothing. */
  static @Nullable String read(Body body) {
    StringBuilder all = new StringBuilder();
    for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
      all.append(piece.toString(StandardCharsets.ISO_8859_1));
      piece.release();
    }
    return all.isEmpty() ? null : all.toString();
  }
}
