package dev.gatehouse.core.runtime;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Grpc;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Upgrades;
import dev.gatehouse.core.http.Via;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a {@link Failure} becomes an answer: status, Proxy-Status (RFC 9209), and a
 * body as HTML, problem details (RFC 9457) or plain text, whichever the client accepts; or a gRPC
 * status for a gRPC request.
 *
 * <p>The client learns the reason's code and the request's id, by which the log has the rest. The
 * failure's detail and cause, addresses and names of backends never get out.
 *
 * <p>Pure apart from the clock; shared by all event loops.
 */
public final class ErrorResponder {
  private static final String[] PROXY_STATUS = new String[FailureReason.values().length];

  static {
    for (FailureReason reason : FailureReason.values()) {
      PROXY_STATUS[reason.ordinal()] = Via.PSEUDONYM + "; error=" + reason.proxyStatus();
    }
  }

  private ErrorResponder() {}

  /** The answer for {@code failure}; the body is the caller's, as that of every response. */
  public static Response answer(Exchange exchange, Failure failure) {
    Headers request = exchange.request().headers();
    Headers headers =
        new Headers(12)
            .add(HeaderNames.DATE, HttpDate.format(exchange.loop().clock().epochMillis()))
            .add(HeaderNames.PROXY_STATUS, PROXY_STATUS[failure.reason().ordinal()])
            .add(HeaderNames.X_REQUEST_ID, exchange.id());
    if (failure.reason() == FailureReason.UPGRADE_VERSION) {
      headers.add(HeaderNames.SEC_WEBSOCKET_VERSION, "13");
      if (exchange.request().version() != HttpVersion.HTTP_2) {
        headers.add(HeaderNames.UPGRADE, Upgrades.WEBSOCKET);
      }
    }
    if (Grpc.isGrpc(request.get(HeaderNames.CONTENT_TYPE))) {
      return grpc(failure.reason(), headers);
    }
    return page(exchange, failure.reason(), headers);
  }

  private static Response page(Exchange exchange, FailureReason reason, Headers headers) {
    int status = status(reason);
    ErrorFormat format =
        ErrorFormat.choose(exchange.request().headers().combined(HeaderNames.ACCEPT));
    String text = format.body(status, ErrorText.of(status), reason.code(), exchange.id());
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    headers
        .add(HeaderNames.CONTENT_TYPE, format.contentType())
        .add(HeaderNames.CONTENT_LENGTH, Integer.toString(content.length))
        .add(HeaderNames.CACHE_CONTROL, "no-store")
        .add(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    if (format == ErrorFormat.HTML) {
      headers.add(HeaderNames.CONTENT_SECURITY_POLICY, ErrorPage.POLICY);
    }
    String retryAfter = retryAfter(reason);
    if (retryAfter != null) {
      headers.add(HeaderNames.RETRY_AFTER, retryAfter);
    }
    return new Response(status, headers, new BufferBody(Unpooled.wrappedBuffer(content)));
  }

  /** An answer of trailers only: the header section says it all, and no content follows. */
  private static Response grpc(FailureReason reason, Headers headers) {
    headers.add(HeaderNames.CONTENT_TYPE, "application/grpc");
    return new Response(200, grpcStatus(reason, headers), Body.empty());
  }

  /** Adds to {@code headers} how a call ends for {@code reason}. */
  static Headers grpcStatus(FailureReason reason, Headers headers) {
    return headers
        .add(HeaderNames.GRPC_STATUS, GrpcStatus.code(reason))
        .add(HeaderNames.GRPC_MESSAGE, GrpcStatus.message(reason));
  }

  /** 499 is for logs: if someone is left to read it after all, it was the client's doing. */
  private static int status(FailureReason reason) {
    return reason.status() == 499 ? 400 : reason.status();
  }

  /** Seconds until another try makes sense; null if the status does not invite one. */
  private static @Nullable String retryAfter(FailureReason reason) {
    if (reason.status() != 503) {
      return null;
    }
    // a backend needs some probes to come back; a queue or this process's successor is there soon
    return reason == FailureReason.NO_BACKEND ? "5" : "1";
  }
}
