package dev.gatehouse.core.filter.timing;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.HeaderNames;

/**
 * Adds Server-Timing to final answers, beside what the backend says there, for those who are to be
 * told. Stands before the cache, so that what it says is not stored. The proxy's own error pages
 * stay without it. Immutable.
 */
public final class ServerTimingFilter implements Filter {
  private final TimingAudience audience;

  public ServerTimingFilter(TimingAudience audience) {
    this.audience = audience;
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    boolean told = audience.takes(exchange.request().headers());
    next.handle(exchange, told ? new Telling(exchange, responder) : responder);
  }

  private record Telling(Exchange exchange, Responder outer) implements Responder {
    @Override
    public void respond(Response response) {
      if (!response.interim()) {
        response.headers().add(HeaderNames.SERVER_TIMING, ServerTiming.of(exchange));
      }
      outer.respond(response);
    }

    @Override
    public void fail(Failure failure) {
      outer.fail(failure);
    }

    @Override
    public void inform(Response interim) {
      outer.inform(interim);
    }
  }
}
