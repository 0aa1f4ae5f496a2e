package dev.gatehouse.server.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * How answers of the admin listener are sent: kept by nobody, shown in no frame, readable by no
 * other site, and with a policy for pages that lets them load and ask only what comes from here.
 */
final class AdminAnswer {
  private static final Map<String, String> FIELDS =
      Map.of(
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
                  + " 'none'; require-trusted-types-for 'script'; trusted-types 'none'");

  private AdminAnswer() {}

  static void send(HttpExchange exchange, Endpoint.Answer answer) throws IOException {
    byte[] content = answer.content();
    Headers headers = exchange.getResponseHeaders();
    FIELDS.forEach(headers::set);
    headers.set("Content-Type", answer.contentType());
    switch (answer.status()) {
      case 401 -> headers.set("WWW-Authenticate", "Bearer realm=\"gatehouse\"");
      case 429 -> headers.set("Retry-After", Long.toString(Guesses.PAUSE.toSeconds()));
      default -> {
        // nothing more to say
      }
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), content.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(content);
    }
  }
}
