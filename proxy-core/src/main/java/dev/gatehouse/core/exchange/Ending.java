package dev.gatehouse.core.exchange;

import java.util.Locale;

/**
 * The name of one cause for which the proxy ends a client's connection that it was serving: a limit
 * the client has reached, or a rule it has broken. Each has a counter; the limits are in {@code
 * LimitSettings}.
 *
 * <p>A request that is refused or cut has a reason of its own; these are about connections, most of
 * which carry no request when they end.
 */
public enum Ending {
  /** The TLS handshake was not complete in time. */
  HANDSHAKE_TIMEOUT,
  /** No complete request head, or no HTTP/2 preface, in time. */
  HEADER_TIMEOUT,
  /** Idle for longer than connections are kept. */
  KEEP_ALIVE,
  /** The client takes nothing of what is sent to it. */
  CLIENT_STALLED,
  /** A tunnel in which nothing moves. */
  TUNNEL_IDLE,
  /** As many requests as one connection may carry. */
  REQUESTS,
  /** As old as a connection may become. */
  AGE,
  /** Memory is short, and this connection was idle or held much. */
  MEMORY,
  /** Framing that is not HTTP, or cannot be understood in one way only. */
  PROTOCOL,
  /** More streams reset by the client than a client has use for. */
  RESETS,
  /** More streams that the client made the proxy reset. */
  CAUSED_RESETS,
  /** Answers to the client's own frames that it does not read. */
  UNREAD,
  /** More CONTINUATION frames than a field block needs. */
  CONTINUATION_FLOOD,
  /** A flood of SETTINGS frames. */
  SETTINGS_FLOOD,
  /** A flood of PING frames. */
  PING_FLOOD,
  /** A flood of PRIORITY or PRIORITY_UPDATE frames. */
  PRIORITY_FLOOD,
  /** A flood of WINDOW_UPDATE frames. */
  WINDOW_UPDATE_FLOOD,
  /** A flood of frames that carry nothing, are of no known type, or for streams long over. */
  EMPTY_FRAME_FLOOD,
  /** A flood of DATA frames that each carry next to nothing. */
  SMALL_DATA_FLOOD;

  private final String code;

  Ending() {
    code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name in logs and metrics: {@code ping-flood}. */
  public String code() {
    return code;
  }
}
