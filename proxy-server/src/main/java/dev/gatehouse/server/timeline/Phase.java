package dev.gatehouse.server.timeline;

import java.util.Locale;

/**
 * A stretch of a journey in which one thing was waited for, in microseconds from the moment at
 * which the request's head was there. Immutable.
 *
 * @param attempt the attempt it belongs to, 1 the first; 0 if it belongs to none
 */
public record Phase(Name name, long from, long took, int attempt) {
  /** What was waited for. */
  public enum Name {
    /** The TLS handshake, from the accept on: of the first request of a connection. */
    TLS,
    /** The first byte of the request, likewise. */
    AWAIT,
    /** The rest of the request's head. */
    HEAD,
    /** The filters of the route, and the request's content where it is buffered. */
    REQUEST,
    /** A turn in a pool that has as many requests as it may. */
    QUEUE,
    /** A connection to the backend that is free. */
    POOL,
    /** A connection to the backend that is new: its name is known, TCP and TLS are not done. */
    CONNECT,
    /** The backend, to take the request. */
    SEND,
    /** The backend, to begin its answer. */
    BACKEND,
    /** The pause before another attempt. */
    PAUSE,
    /** The filters, on the way of the answer. */
    HOLD,
    /** The proxy itself, which has asked no backend. */
    PROXY,
    /** The rest of the answer: the backend to send it and the client to read it. */
    ANSWER;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The name in the API: {@code connect}. */
    public String code() {
      return code;
    }
  }
}
