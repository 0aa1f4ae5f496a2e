package dev.gatehouse.core.exchange;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.Grpc;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A request as one host, one path and one header section: what routing reads is what is sent on.
 *
 * <p>{@link #authority} and {@link #path} are the only host and path; the header section never
 * contains Host. The path is normalised once, before routing ({@code RequestPath}). Headers carry
 * no framing: no Transfer-Encoding; the length of the content is the body's. Filters may rewrite
 * authority, path, query, headers and body.
 *
 * <p>Mutable, confined to the event loop of its exchange.
 */
public final class Request {
  private final String method;
  private final HttpVersion version;
  private final String scheme;
  private final String target;
  private final Headers headers;
  private Authority authority;
  private String path;
  private @Nullable String query;
  private Body body;
  private @Nullable String upgrade;

  /**
   * @param target the target as it was received, for logs
   * @param path the normalised path, beginning with a slash; or {@code *} for OPTIONS
   * @param query the query without its question mark, null if there is none
   */
  public Request(
      String method,
      HttpVersion version,
      String scheme,
      Authority authority,
      String target,
      String path,
      @Nullable String query,
      Headers headers,
      Body body) {
    this.method = method;
    this.version = version;
    this.scheme = scheme;
    this.authority = authority;
    this.target = target;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
  }

  /** The same request with another header section and content. */
  public Request with(Headers otherHeaders, Body otherBody) {
    return new Request(
        method, version, scheme, authority, target, path, query, otherHeaders, otherBody);
  }

  public String method() {
    return method;
  }

  public HttpVersion version() {
    return version;
  }

  /** {@code http} or {@code https}: what the client's connection is. */
  public String scheme() {
    return scheme;
  }

  /** True if the client speaks TLS, with this proxy or with a trusted one in front. */
  public boolean isHttps() {
    return "https".equals(scheme) || "https".equals(headers.get(HeaderNames.X_FORWARDED_PROTO));
  }

  public String target() {
    return target;
  }

  public Authority authority() {
    return authority;
  }

  public void authority(Authority authority) {
    this.authority = authority;
  }

  public String path() {
    return path;
  }

  public void path(String path) {
    this.path = path;
  }

  public @Nullable String query() {
    return query;
  }

  public void query(@Nullable String query) {
    this.query = query;
  }

  /**
   * The protocol that the connection is asked to be handed over to (RFC 9110 §7.8), in lower case:
   * {@code websocket}; null for a plain request. Then the body is what the client sends behind the
   * request, and is not to be read before a backend has agreed by an answer of 101, whose body is
   * what it sends. It looks the same whether it came as an HTTP/1 upgrade or by extended CONNECT
   * (RFC 8441).
   */
  public @Nullable String upgrade() {
    return upgrade;
  }

  public void upgrade(@Nullable String token) {
    this.upgrade = token;
  }

  public Headers headers() {
    return headers;
  }

  /**
   * True for a gRPC call: Content-Type says so, and the client speaks HTTP/2, without which there
   * is none. Its messages pass in both directions while it lasts, so it is never collected first,
   * and it may be quiet for as long as {@code timeouts.stream} allows.
   */
  public boolean isGrpc() {
    return version == HttpVersion.HTTP_2 && Grpc.isGrpc(headers.get(HeaderNames.CONTENT_TYPE));
  }

  public Body body() {
    return body;
  }

  /** Replaces the body; the caller has taken over the old one. */
  public void body(Body body) {
    this.body = body;
  }
}
