package dev.gatehouse.core.forward;

import dev.gatehouse.core.balance.Hashes;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Cookies;
import dev.gatehouse.core.pool.HashOn;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The hash of what of a request decides its backend, as pure functions of the exchange. */
public final class RequestHash {
  private RequestHash() {}

  /** The hash of what {@code on} names; any number if the request does not have it. */
  public static long of(Exchange exchange, @Nullable HashOn on) {
    String text = on == null ? null : text(exchange, on);
    return text == null ? ThreadLocalRandom.current().nextLong() : Hashes.of(text);
  }

  /** What {@code on} names, null if the request does not have it. */
  public static @Nullable String text(Exchange exchange, HashOn on) {
    Request request = exchange.request();
    return switch (on) {
      case HashOn.Header(String name) -> request.headers().get(name);
      case HashOn.Cookie(String name) -> Cookies.value(request.headers(), name);
      case HashOn.Query(String name) -> parameter(request.query(), name);
      case HashOn.Part(HashOn.Part.Which which) ->
          switch (which) {
            case CLIENT_IP -> exchange.clientAddress();
            case PATH -> request.path();
          };
    };
  }

  /** The first value of the parameter {@code name}, as it is written; null if there is none. */
  static @Nullable String parameter(@Nullable String query, String name) {
    int from = 0;
    while (query != null && from <= query.length()) {
      int ampersand = query.indexOf('&', from);
      int end = ampersand < 0 ? query.length() : ampersand;
      int value = from + name.length();
      if (value <= end && query.startsWith(name, from)) {
        if (value == end) {
          return "";
        }
        if (query.charAt(value) == '=') {
          return query.substring(value + 1, end);
        }
      }
      from = end + 1;
    }
    return null;
  }
}
