package dev.gatehouse.core.runtime;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The count of proxies that an OPTIONS request may still pass (RFC 9110 §7.6.2): one less for the
 * next, and at zero the proxy answers for itself. Other methods, and values that are no number, are
 * left alone.
 *
 * <p>Pure functions of the request.
 */
final class MaxForwards {
  /** The methods that this proxy passes on: all but those that it refuses. */
  private static final String ALLOW = "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH, QUERY";

  private static final int MAX_DIGITS = 9;

  private MaxForwards() {}

  /** Counts this proxy; the answer if the request ends here, null if it goes on. */
  static @Nullable Response count(Request request, Clock clock) {
    if (!request.method().equals(Methods.OPTIONS)) {
      return null;
    }
    String value = request.headers().get(HeaderNames.MAX_FORWARDS);
    int left = value == null ? -1 : number(value);
    if (left > 0) {
      request.headers().set(HeaderNames.MAX_FORWARDS, Integer.toString(left - 1));
    }
    return left == 0 ? answer(clock) : null;
  }

  private static Response answer(Clock clock) {
    Headers headers =
        new Headers(4)
            .add(HeaderNames.DATE, HttpDate.format(clock.epochMillis()))
            .add(HeaderNames.ALLOW, ALLOW)
            .add(HeaderNames.CONTENT_LENGTH, "0");
    return new Response(200, headers, Body.empty());
  }

  /** The value of ASCII digits; larger numbers than anybody counts to stay as they are: -1. */
  private static int number(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_DIGITS) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
