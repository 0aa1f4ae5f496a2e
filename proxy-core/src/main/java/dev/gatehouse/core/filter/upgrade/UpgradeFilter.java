package dev.gatehouse.core.filter.upgrade;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Upgrades;
import dev.gatehouse.core.settings.Expect;
import java.util.List;
import java.util.Set;

/**
 * The filter that lets only those upgrades through that the route allows. Of the others, WebSockets
 * are refused with {@code UPGRADE_FORBIDDEN}, unknown protocols of HTTP/2 with {@code
 * UPGRADE_UNSUPPORTED}; those of HTTP/1 go on as the plain requests that they are as well.
 */
public final class UpgradeFilter implements Filter {
  private static final Failure FORBIDDEN = Failure.of(FailureReason.UPGRADE_FORBIDDEN);
  private static final Failure UNSUPPORTED = Failure.of(FailureReason.UPGRADE_UNSUPPORTED);

  private final Set<String> allowed;

  /**
   * @param allowed tokens in lower case that {@link #expect} accepts
   */
  public UpgradeFilter(List<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /** Refuses tokens at {@code name} that are malformed, or never upgraded to. */
  public static void expect(String name, List<String> tokens) {
    for (String token : tokens) {
      Expect.that(
          Upgrades.isToken(token) && !Upgrades.isNever(token),
          name,
          token,
          "a protocol in lower case, such as websocket; not HTTP or TLS itself");
    }
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    Request request = exchange.request();
    String token = request.upgrade();
    if (token == null) {
      next.handle(exchange, responder);
      return;
    }
    switch (UpgradeDecision.of(token, request.version(), allowed)) {
      case UPGRADE -> next.handle(exchange, responder);
      case IGNORE -> {
        request.upgrade(null);
        request.body().discard();
        request.body(Body.empty());
        next.handle(exchange, responder);
      }
      case FORBID -> responder.fail(FORBIDDEN);
      case UNSUPPORTED -> responder.fail(UNSUPPORTED);
    }
  }
}
