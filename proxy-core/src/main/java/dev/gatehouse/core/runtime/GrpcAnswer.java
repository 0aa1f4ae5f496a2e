package dev.gatehouse.core.runtime;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.WrappedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Grpc;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The content of a gRPC answer that ends with a status whatever happens: where the backend breaks
 * off or the time is up, the trailers say so in its place. A client that sees a status other than
 * OK takes no part of a message for a whole one, and learns more than from a stream that is reset.
 */
final class GrpcAnswer extends WrappedBody {
  private final Exchange exchange;

  private GrpcAnswer(Exchange exchange, Body source) {
    super(source);
    this.exchange = exchange;
  }

  /** Sees to it that {@code response}, the answer to a gRPC call, ends with a status. */
  static void ensureStatus(Exchange exchange, Response response) {
    Body body = response.body();
    if (body.length() == Body.UNKNOWN_LENGTH
        && Grpc.isGrpc(response.headers().get(HeaderNames.CONTENT_TYPE))) {
      response.body(new GrpcAnswer(exchange, body));
    }
  }

  @Override
  public boolean ended() {
    return super.ended() || translates(super.failure());
  }

  @Override
  public @Nullable Failure failure() {
    Failure failure = super.failure();
    return translates(failure) ? null : failure;
  }

  /** Nobody is left to tell a client that has gone. */
  private static boolean translates(@Nullable Failure failure) {
    return failure != null && failure.reason() != FailureReason.CLIENT_GONE;
  }

  @Override
  public @Nullable Headers trailers() {
    Failure failure = super.failure();
    if (failure == null) {
      return super.trailers();
    }
    exchange.failed(failure);
    return ErrorResponder.grpcStatus(failure.reason(), new Headers(2));
  }
}
