package dev.gatehouse.server.timeline;

import dev.gatehouse.core.exchange.CacheNote;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.failure.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one exchange that has ended, to be looked at later. Values of its query are
 * not among it: they may be secrets. Immutable.
 *
 * @param id the request's id
 * @param kind why it is kept; null if for another reason than the timeline's
 * @param headMillis when its head was decoded, in milliseconds since 1970
 * @param trace its place in a trace; null if it has none
 * @param asked what was asked for
 * @param ended what came of it
 * @param times when what happened
 * @param tries the attempts to have it answered by a backend, in the order in which they began
 */
public record Journey(
    String id,
    @Nullable Kind kind,
    long headMillis,
    @Nullable Trace trace,
    Asked asked,
    Ended ended,
    Times times,
    List<Attempted> tries) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  public Journey {
    tries = List.copyOf(tries);
  }

  /**
   * What was asked for.
   *
   * @param target the path as it was received, and the names in its query
   * @param protocol {@code HTTP/1.1}
   * @param client the client's address, as trusted proxies have it
   * @param peer the address at the other end of the connection
   * @param tls the version of TLS; null for cleartext
   */
  public record Asked(
      String method,
      String scheme,
      String host,
      String target,
      String protocol,
      String listener,
      String client,
      String peer,
      @Nullable String tls,
      @Nullable String userAgent) {
    static Asked of(Exchange exchange) {
      Request request = exchange.request();
      ConnectionInfo connection = exchange.connection();
      return new Asked(
          exchange.method(),
          request.scheme(),
          exchange.authority().text(),
          Redacted.target(request.target()),
          request.version().text(),
          connection.listener(),
          exchange.clientAddress(),
          connection.peerText(),
          connection.tls() == null ? null : connection.tls().protocol(),
          request.headers().get("user-agent"));
    }
  }

  /**
   * What came of it.
   *
   * @param status what the client was answered with; 0 if it was not
   * @param failure what went wrong; null if nothing did
   * @param attempts how many times a backend was tried
   */
  public record Ended(
      int status,
      @Nullable Failure failure,
      @Nullable String route,
      @Nullable String pool,
      @Nullable String backend,
      int attempts,
      @Nullable String retryRefused,
      @Nullable CacheNote cache,
      long requestBytes,
      long responseBytes) {
    static Ended of(Exchange exchange) {
      return new Ended(
          exchange.status(),
          exchange.failure(),
          exchange.route(),
          exchange.pool(),
          exchange.backend(),
          exchange.attempts(),
          exchange.retryRefused(),
          exchange.cache(),
          exchange.requestBytes(),
          exchange.responseBytes());
    }
  }

  /** Describes {@code exchange}, which ends now. */
  public static Journey of(Exchange exchange, @Nullable Kind kind) {
    long took = Math.max(0, exchange.between(Mark.HEAD, Mark.END));
    return new Journey(
        exchange.id(),
        kind,
        exchange.loop().clock().epochMillis() - took / NANOS_PER_MILLI,
        exchange.trace(),
        Asked.of(exchange),
        Ended.of(exchange),
        Times.of(exchange),
        Attempted.of(exchange));
  }

  /** When it ended, in milliseconds since 1970. */
  public long endMillis() {
    return headMillis + times.end() / NANOS_PER_MILLI;
  }
}
