package dev.gatehouse.core.runtime;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;

/**
 * The outermost responder of an exchange: hands its answer to the client's stream, and turns a
 * failure into one. Confined to the exchange's event loop.
 */
final class Outcome implements Responder {
  private final Exchange exchange;
  private boolean done;

  Outcome(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void respond(Response response) {
    if (end(response)) {
      exchange.status(response.status());
      exchange.mark(Mark.ANSWER);
      if (exchange.request().isGrpc()) {
        GrpcAnswer.ensureStatus(exchange, response);
      }
      exchange.stream().respond(response);
    }
  }

  @Override
  public void fail(Failure failure) {
    exchange.failed(failure);
    if (failure.reason() == FailureReason.CLIENT_GONE || toBeRepeated(failure)) {
      done = true;
      exchange.stream().abort(failure);
      return;
    }
    respond(ErrorResponder.answer(exchange, failure));
  }

  /**
   * A call that the backend says it did not act on, and that cannot be sent again from here because
   * its messages are not kept: the client keeps them, and repeats it by itself when its own stream
   * is refused.
   */
  private boolean toBeRepeated(Failure failure) {
    return failure.reason() == FailureReason.STREAM_REFUSED && exchange.request().isGrpc();
  }

  @Override
  public void inform(Response interim) {
    if (!done && !exchange.over()) {
      exchange.stream().inform(interim);
    }
  }

  /** True if {@code response} is the first answer and someone is left to take it. */
  private boolean end(Response response) {
    if (done) {
      throw new IllegalStateException(
          "exchange " + exchange.id() + ": answered twice (expected: one answer)");
    }
    done = true;
    if (exchange.over()) {
      response.body().discard();
      return false;
    }
    return true;
  }
}
