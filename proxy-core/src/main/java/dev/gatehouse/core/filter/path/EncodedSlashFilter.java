package dev.gatehouse.core.filter.path;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.RequestPath;

/**
 * The filter of routes whose backends are not to see encoded slashes and backslashes: refuses paths
 * that have one with {@code BAD_PATH}. Comes before the path is rewritten. Immutable.
 */
public final class EncodedSlashFilter implements Filter {
  private static final Failure REFUSED =
      Failure.of(FailureReason.BAD_PATH, "an encoded slash where the route rejects them");

  /** Says whether there is anything for a filter to do. */
  public static boolean isNeeded(EncodedSlash setting) {
    return setting == EncodedSlash.REJECT;
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    String path = exchange.request().path();
    if (path.startsWith("/") && RequestPath.normalize(path, EncodedSlash.REJECT) == null) {
      exchange.request().body().discard();
      responder.fail(REFUSED);
    } else {
      next.handle(exchange, responder);
    }
  }
}
