package dev.gatehouse.cache.filter;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Methods;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The responder of a request that may change things: once it has succeeded, what is stored for its
 * URL is removed, and what its answer says has changed as well (RFC 9111 §4.4).
 */
final class Invalidating implements Responder {
  private final RouteCache route;
  private final Responder outer;
  private final String url;

  Invalidating(RouteCache route, Exchange exchange, Responder outer) {
    this.route = route;
    this.outer = outer;
    this.url = route.key().url(exchange.request());
  }

  /** True for methods that are not known to be safe (RFC 9110 §9.2.1). */
  static boolean isUnsafe(String method) {
    return switch (method) {
      case Methods.GET, Methods.HEAD, Methods.OPTIONS, Methods.TRACE, Methods.QUERY -> false;
      default -> true;
    };
  }

  @Override
  public void respond(Response response) {
    if (response.status() >= 200 && response.status() < 400) {
      route.shared().invalidate(url);
      named(response.headers().get(HeaderNames.LOCATION));
      named(response.headers().get(HeaderNames.CONTENT_LOCATION));
    }
    outer.respond(response);
  }

  /** Removes what is stored for the URL that {@code reference} means, if it is of this origin. */
  private void named(@Nullable String reference) {
    if (reference == null) {
      return;
    }
    try {
      URI own = new URI(url);
      URI other = own.resolve(new URI(reference));
      String path = other.getRawPath();
      if (own.getScheme().equals(other.getScheme())
          && own.getRawAuthority().equals(other.getRawAuthority())
          && path != null) {
        String query = other.getRawQuery();
        String named =
            own.getScheme()
                + "://"
                + own.getRawAuthority()
                + (path.isEmpty() ? "/" : path)
                + (query == null ? "" : '?' + query);
        route.shared().invalidate(route.key().narrowed(named));
      }
    } catch (URISyntaxException | IllegalArgumentException notOne) {
      return; // a reference that means nothing names nothing that is stored
    }
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
