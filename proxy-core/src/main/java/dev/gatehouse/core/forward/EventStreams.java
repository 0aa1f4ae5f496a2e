package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.HeaderNames;

/** The recognition of answers that are meant to stay open: server-sent events. */
final class EventStreams {
  private static final String TYPE = "text/event-stream";

  private EventStreams() {}

  /** Says whether {@code response} is a stream of events (HTML, "Server-sent events"). */
  static boolean isOne(Response response) {
    String type = response.headers().get(HeaderNames.CONTENT_TYPE);
    return type != null
        && type.regionMatches(true, 0, TYPE, 0, TYPE.length())
        && (type.length() == TYPE.length() || "; ".indexOf(type.charAt(TYPE.length())) >= 0);
  }
}
