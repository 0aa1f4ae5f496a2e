package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The responder that gives a client its cookie with its first answer. That answer is the client's
 * alone, so shared caches are told not to keep it. Confined to the exchange's event loop.
 */
final class StickyResponder implements Responder {
  private final Responder outer;
  private final Sticky.Cookie cookie;
  private final long position;
  private final boolean secure;

  StickyResponder(Responder outer, Sticky.Cookie cookie, long position, boolean secure) {
    this.outer = outer;
    this.cookie = cookie;
    this.position = position;
    this.secure = secure;
  }

  @Override
  public void respond(Response response) {
    Headers headers = response.headers();
    headers.add(
        HeaderNames.SET_COOKIE,
        cookie.cookie()
            + '='
            + Positions.token(position)
            + "; Max-Age="
            + cookie.ttl().toSeconds()
            + "; Path=/; HttpOnly; SameSite=Lax"
            + (secure ? "; Secure" : ""));
    if (mayBeShared(headers.combined(HeaderNames.CACHE_CONTROL))) {
      headers.add(HeaderNames.CACHE_CONTROL, "private");
    }
    outer.respond(response);
  }

  /** True unless a Cache-Control field keeps shared caches from storing the answer. */
  static boolean mayBeShared(@Nullable String cacheControl) {
    if (cacheControl != null) {
      for (String directive : cacheControl.toLowerCase(Locale.ROOT).split(",", -1)) {
        String name = directive.strip();
        if (name.equals("private") || name.equals("no-store")) {
          return false;
        }
      }
    }
    return true;
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
