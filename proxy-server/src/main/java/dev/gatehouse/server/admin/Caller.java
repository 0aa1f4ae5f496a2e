package dev.gatehouse.server.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.net.InetAddress;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of who sent it.
 *
 * @param address where it comes from
 * @param certificate the subject of the client's certificate, which was verified; null: it has none
 * @param bearer what stands behind {@code Bearer} in its Authorization field
 * @param host whom it was sent to, as the client named it
 * @param origin the site whose page sent it, which only browsers say
 * @param site how that site relates to this one: Sec-Fetch-Site
 * @param mode how a browser came to send it: Sec-Fetch-Mode
 * @param contentType of its content
 */
record Caller(
    InetAddress address,
    @Nullable String certificate,
    @Nullable String bearer,
    @Nullable String host,
    @Nullable String origin,
    @Nullable String site,
    @Nullable String mode,
    @Nullable String contentType) {
  private static final String BEARER = "Bearer ";

  static Caller of(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String authorization = headers.getFirst("Authorization");
    boolean bears =
        authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return new Caller(
        exchange.getRemoteAddress().getAddress(),
        exchange instanceof HttpsExchange secure ? subject(secure) : null,
        bears ? authorization.substring(BEARER.length()).strip() : null,
        headers.getFirst("Host"),
        headers.getFirst("Origin"),
        headers.getFirst("Sec-Fetch-Site"),
        headers.getFirst("Sec-Fetch-Mode"),
        headers.getFirst("Content-Type"));
  }

  private static @Nullable String subject(HttpsExchange exchange) {
    try {
      return exchange.getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return null; // a client without a certificate, where none is required
    }
  }
}
