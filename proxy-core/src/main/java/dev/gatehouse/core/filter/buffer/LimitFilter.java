package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;

/**
 * The filter that bounds a request's body that is passed on as it arrives. A body whose announced
 * length is beyond the maximum is refused with {@code BODY_TOO_LARGE} before a byte of it is asked
 * for; one that grows beyond it breaks off with that failure.
 */
public final class LimitFilter implements Filter {
  private final long max;
  private final Failure tooLarge;

  /**
   * Makes a filter for bodies of at most {@code max} bytes.
   *
   * @param max 0 or more
   */
  public LimitFilter(long max) {
    this.max = max;
    this.tooLarge = Failure.of(FailureReason.BODY_TOO_LARGE, "beyond " + max + " bytes");
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    Body body = exchange.request().body();
    if (body.length() > max) {
      body.discard();
      responder.fail(tooLarge);
      return;
    }
    boolean unknown = body.length() == Body.UNKNOWN_LENGTH;
    if (unknown && max != Long.MAX_VALUE && exchange.request().upgrade() == null) {
      exchange.request().body(new LimitedBody(body, max, tooLarge));
    }
    next.handle(exchange, responder);
  }
}
