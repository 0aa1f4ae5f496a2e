package dev.gatehouse.core.filter.headers;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;

/**
 * Sets, adds and removes header fields of requests on their way in and of final answers on their
 * way out. Interim answers and the proxy's own error pages stay as they are. Immutable.
 */
public final class HeaderRulesFilter implements Filter {
  private final HeaderEdit request;
  private final HeaderEdit response;

  public HeaderRulesFilter(HeaderRulesSettings settings) {
    this.request = new HeaderEdit(settings.request());
    this.response = new HeaderEdit(settings.response());
  }

  /** Says whether there is anything for a filter to do. */
  public static boolean isNeeded(HeaderRulesSettings settings) {
    return !settings.equals(new HeaderRulesSettings());
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    if (!request.isEmpty()) {
      request.removeAliases(exchange.request().headers());
      request.apply(exchange.request().headers());
    }
    next.handle(exchange, response.isEmpty() ? responder : new Editing(responder, response));
  }

  private record Editing(Responder outer, HeaderEdit edit) implements Responder {
    @Override
    public void respond(Response response) {
      edit.apply(response.headers());
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
