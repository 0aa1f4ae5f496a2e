package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The combined log format that many tools read: {@code client - - [time] "GET / HTTP/1.1" 200 123
 * "referer" "user-agent"}. What is missing is a hyphen.
 */
final class CombinedFormat implements LineFormat {
  private static final byte[] NOBODY = " - - [".getBytes(US_ASCII);
  private static final byte[] REQUEST = "] \"".getBytes(US_ASCII);
  private static final byte[] NEXT = "\" \"".getBytes(US_ASCII);

  private final Timestamps timestamps = new Timestamps();

  @Override
  public void write(Exchange exchange, long begun, LineBuffer into) {
    Escapes.combinedOctets(exchange.clientAddress(), into);
    into.add(NOBODY);
    into.add(timestamps.common(begun));
    into.add(REQUEST);
    Escapes.combinedOctets(exchange.method(), into);
    into.add(' ');
    Escapes.combinedOctets(exchange.request().target(), into);
    into.add(' ');
    Escapes.combinedOctets(exchange.request().version().text(), into);
    into.add('"');
    into.add(' ');
    into.add(exchange.status());
    into.add(' ');
    into.add(exchange.responseBytes());
    into.add(' ');
    into.add('"');
    Headers headers = exchange.request().headers();
    orHyphen(headers.get(HeaderNames.REFERER), into);
    into.add(NEXT);
    orHyphen(headers.get(HeaderNames.USER_AGENT), into);
    into.add('"');
    into.add('\n');
  }

  private static void orHyphen(@Nullable String value, LineBuffer into) {
    if (value == null) {
      into.add('-');
    } else {
      Escapes.combinedOctets(value, into);
    }
  }
}
