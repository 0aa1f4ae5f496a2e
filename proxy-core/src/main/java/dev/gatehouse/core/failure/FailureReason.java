package dev.gatehouse.core.failure;

import static dev.gatehouse.core.failure.FailureReason.Retry.IDEMPOTENT;
import static dev.gatehouse.core.failure.FailureReason.Retry.NEVER;
import static dev.gatehouse.core.failure.FailureReason.Retry.UNSENT;
import static dev.gatehouse.core.failure.FailureReason.Side.BACKEND;
import static dev.gatehouse.core.failure.FailureReason.Side.CLIENT;
import static dev.gatehouse.core.failure.FailureReason.Side.PROXY;

import java.util.Locale;

/**
 * The name of one way a request can fail: each maps once to the HTTP status a client sees, the code
 * that logs and metrics carry, the Proxy-Status error (RFC 9209 §2.3), the side it came from, and
 * what a retry may do about it.
 */
public enum FailureReason {
  // The client's message.
  BAD_REQUEST(400, "http_request_error", CLIENT, NEVER),
  BAD_REQUEST_LINE(400, "http_request_error", CLIENT, NEVER),
  BAD_METHOD(400, "http_request_error", CLIENT, NEVER),
  BAD_TARGET(400, "http_request_error", CLIENT, NEVER),
  BAD_PATH(400, "http_request_error", CLIENT, NEVER),
  BAD_HEADER_FIELD(400, "http_request_error", CLIENT, NEVER),
  BAD_HOST(400, "http_request_error", CLIENT, NEVER),
  BAD_FRAMING(400, "http_request_error", CLIENT, NEVER),
  BAD_CHUNK(400, "http_request_error", CLIENT, NEVER),
  BAD_TRAILER(400, "http_request_error", CLIENT, NEVER),
  UNSUPPORTED_TRANSFER_CODING(501, "http_request_error", CLIENT, NEVER),
  UNSUPPORTED_VERSION(505, "http_request_error", CLIENT, NEVER),
  METHOD_NOT_SUPPORTED(405, "http_request_error", CLIENT, NEVER),
  EXPECTATION_FAILED(417, "http_request_error", CLIENT, NEVER),
  REQUEST_LINE_TOO_LONG(414, "http_request_error", CLIENT, NEVER),
  HEADERS_TOO_LARGE(431, "http_request_error", CLIENT, NEVER),
  TOO_MANY_HEADERS(431, "http_request_error", CLIENT, NEVER),
  BODY_TOO_LARGE(413, "http_request_error", CLIENT, NEVER),
  HEADER_TIMEOUT(408, "http_request_error", CLIENT, NEVER),
  BODY_TIMEOUT(408, "http_request_error", CLIENT, NEVER),
  BODY_INCOMPLETE(400, "http_request_error", CLIENT, NEVER),
  CLIENT_GONE(499, "http_request_error", CLIENT, NEVER),
  CLIENT_STALLED(499, "connection_write_timeout", CLIENT, NEVER),
  MISDIRECTED(421, "http_request_error", CLIENT, NEVER),
  BAD_UPGRADE(400, "http_request_error", CLIENT, NEVER),
  UPGRADE_VERSION(426, "http_request_error", CLIENT, NEVER),
  UPGRADE_UNSUPPORTED(501, "http_request_error", CLIENT, NEVER),
  LOOP_DETECTED(508, "proxy_loop_detected", CLIENT, NEVER),
  DEADLINE_EXCEEDED(504, "http_response_timeout", CLIENT, NEVER),

  // A decision of the proxy.
  NO_ROUTE(404, "destination_not_found", PROXY, NEVER),
  ONLY_IF_CACHED(504, "proxy_internal_response", PROXY, NEVER),
  OVERLOADED_MEMORY(503, "proxy_internal_response", PROXY, NEVER),
  CONCURRENCY_FULL(503, "connection_limit_reached", PROXY, NEVER),
  CONCURRENCY_TIMEOUT(503, "connection_limit_reached", PROXY, NEVER),
  UPGRADE_FORBIDDEN(403, "http_request_denied", PROXY, NEVER),
  TUNNEL_IDLE(504, "connection_read_timeout", PROXY, NEVER),
  DRAINING(503, "proxy_internal_response", PROXY, NEVER),
  SPILL_FULL(503, "proxy_internal_response", PROXY, NEVER),
  SPILL_FAILED(500, "proxy_internal_error", PROXY, NEVER),
  INTERNAL(500, "proxy_internal_error", PROXY, NEVER),

  // The way to a backend.
  NO_BACKEND(503, "destination_unavailable", BACKEND, NEVER),
  QUEUE_FULL(503, "connection_limit_reached", BACKEND, NEVER),
  QUEUE_TIMEOUT(503, "connection_limit_reached", BACKEND, NEVER),
  DNS_FAILED(502, "dns_error", BACKEND, UNSENT),
  DNS_TIMEOUT(504, "dns_timeout", BACKEND, UNSENT),
  CONNECT_REFUSED(502, "connection_refused", BACKEND, UNSENT),
  CONNECT_FAILED(502, "destination_ip_unroutable", BACKEND, UNSENT),
  CONNECT_TIMEOUT(504, "connection_timeout", BACKEND, UNSENT),
  BACKEND_TLS_FAILED(502, "tls_protocol_error", BACKEND, UNSENT),
  BACKEND_TLS_UNTRUSTED(502, "tls_certificate_error", BACKEND, UNSENT),
  STREAM_REFUSED(502, "http_protocol_error", BACKEND, UNSENT),

  // The backend's message.
  BACKEND_CLOSED(502, "connection_terminated", BACKEND, IDEMPOTENT),
  BACKEND_RESET(502, "connection_terminated", BACKEND, IDEMPOTENT),
  BACKEND_INCOMPLETE(502, "http_response_incomplete", BACKEND, IDEMPOTENT),
  BACKEND_PROTOCOL(502, "http_protocol_error", BACKEND, IDEMPOTENT),
  BACKEND_HEADERS_TOO_LARGE(502, "http_response_header_section_size", BACKEND, IDEMPOTENT),
  BACKEND_UPGRADE(502, "http_upgrade_failed", BACKEND, NEVER),
  FIRST_BYTE_TIMEOUT(504, "http_response_timeout", BACKEND, IDEMPOTENT),
  TRY_TIMEOUT(504, "http_response_timeout", BACKEND, IDEMPOTENT),
  BACKEND_IDLE(504, "connection_read_timeout", BACKEND, NEVER),
  GRPC_NEEDS_HTTP2(501, "http_protocol_error", PROXY, NEVER),
  BACKEND_STALLED(504, "connection_write_timeout", BACKEND, IDEMPOTENT),
  TOTAL_TIMEOUT(504, "http_response_timeout", BACKEND, NEVER);

  /** Whose doing it is. */
  public enum Side {
    CLIENT,
    PROXY,
    BACKEND
  }

  /** What is known about the request when this happens, and so what a retry may do. */
  public enum Retry {
    /** Sending again cannot help or is not safe. */
    NEVER,
    /** The backend cannot have processed anything: any request may be sent again. */
    UNSENT,
    /** Safe to send again for an idempotent request, before the head of an answer was there. */
    IDEMPOTENT
  }

  private final int status;
  private final String proxyStatus;
  private final Side side;
  private final Retry retry;
  private final String code;

  FailureReason(int status, String proxyStatus, Side side, Retry retry) {
    this.status = status;
    this.proxyStatus = proxyStatus;
    this.side = side;
    this.retry = retry;
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The HTTP status for the client; 499 stands in logs only, where no client is left to see it. */
  public int status() {
    return status;
  }

  /** The error type in Proxy-Status (RFC 9209 §2.3). */
  public String proxyStatus() {
    return proxyStatus;
  }

  public Side side() {
    return side;
  }

  public Retry retry() {
    return retry;
  }

  /** The name in logs, metrics and error bodies: {@code connect-refused}. */
  public String code() {
    return code;
  }
}
