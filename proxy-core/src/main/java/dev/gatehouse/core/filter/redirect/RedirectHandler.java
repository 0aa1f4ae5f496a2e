package dev.gatehouse.core.filter.redirect;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;

/** Sends clients elsewhere (RFC 9110 §15.4). Immutable. */
public final class RedirectHandler implements Handler {
  private final int status;
  private final RedirectTarget target;

  public RedirectHandler(RedirectSettings settings) {
    this.status = settings.status();
    this.target = RedirectTarget.of(settings.to());
  }

  /**
   * Where {@code settings} send {@code request}, whose authority is the one the client asked for.
   */
  public static String location(RedirectSettings settings, Request request) {
    return RedirectTarget.of(settings.to()).render(request, request.authority());
  }

  @Override
  public void handle(Exchange exchange, Responder responder) {
    Headers headers =
        new Headers(4)
            .add(HeaderNames.DATE, HttpDate.format(exchange.loop().clock().epochMillis()))
            .add(HeaderNames.LOCATION, target.render(exchange.request(), exchange.authority()))
            .add(HeaderNames.CONTENT_LENGTH, "0");
    responder.respond(new Response(status, headers, Body.empty()));
  }
}
