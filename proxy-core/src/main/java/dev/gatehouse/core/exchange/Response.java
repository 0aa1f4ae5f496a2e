package dev.gatehouse.core.exchange;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.http.Headers;

/**
 * An answer: status, header section and content, final or interim. It carries no framing:
 * Content-Length stands in the headers as a statement about the content (RFC 9110 §8.6),
 * Transfer-Encoding never; each connection frames for itself.
 *
 * <p>Mutable, confined to the event loop of its exchange. Whoever holds it owns its body.
 */
public final class Response {
  /** The status of an answer that hands the connection over to another protocol. */
  public static final int SWITCHING_PROTOCOLS = 101;

  private int status;
  private final Headers headers;
  private Body body;

  public Response(int status, Headers headers, Body body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** The status code, 100 to 599. */
  public int status() {
    return status;
  }

  public void status(int status) {
    this.status = status;
  }

  public Headers headers() {
    return headers;
  }

  public Body body() {
    return body;
  }

  /** Replaces the body; the caller has taken over the old one. */
  public void body(Body body) {
    this.body = body;
  }

  /** True for 1xx. */
  public boolean interim() {
    return status < 200;
  }
}
