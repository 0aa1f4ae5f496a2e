package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gatehouse.core.exchange.CacheNote;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.HeaderNames;
import org.jspecify.annotations.Nullable;

/** One JSON object per line (RFC 8259), in UTF-8; what is not known is left out. */
final class JsonFormat implements LineFormat {
  private static final byte[] TIME = "{\"time\":\"".getBytes(US_ASCII);
  private static final byte[] ID = text("id");
  private static final byte[] TRACE = text("trace_id");
  private static final byte[] CLIENT = text("client");
  private static final byte[] PEER = text("peer");
  private static final byte[] LISTENER = text("listener");
  private static final byte[] METHOD = text("method");
  private static final byte[] SCHEME = text("scheme");
  private static final byte[] HOST = text("host");
  private static final byte[] TARGET = text("target");
  private static final byte[] PROTOCOL = text("protocol");
  private static final byte[] UPGRADE = text("upgrade");
  private static final byte[] STATUS = number("status");
  private static final byte[] REASON = text("reason");
  private static final byte[] DETAIL = text("detail");
  private static final byte[] ROUTE = text("route");
  private static final byte[] POOL = text("pool");
  private static final byte[] BACKEND = text("backend");
  private static final byte[] ATTEMPTS = number("attempts");
  private static final byte[] RETRY_REFUSED = text("retry_refused");
  private static final byte[] CACHE = text("cache");
  private static final byte[] CACHE_REASON = text("cache_reason");
  private static final byte[] REQUEST_BYTES = number("request_bytes");
  private static final byte[] RESPONSE_BYTES = number("response_bytes");
  private static final byte[] TOTAL = number("total_us");
  private static final byte[] ACQUIRE = number("acquire_us");
  private static final byte[] BACKEND_TIME = number("backend_us");
  private static final byte[] FIRST_BYTE = number("first_byte_us");
  private static final byte[] USER_AGENT = text("user_agent");
  private static final byte[] REFERER = text("referer");
  private static final byte[] TLS = text("tls");
  private static final byte[] END = "}\n".getBytes(US_ASCII);

  private final Timestamps timestamps = new Timestamps();

  @Override
  public void write(Exchange exchange, long begun, LineBuffer into) {
    into.add(TIME);
    into.add(timestamps.iso(begun));
    into.add('"');
    octets(ID, exchange.id(), into);
    Trace trace = exchange.trace();
    octets(TRACE, trace == null ? null : trace.span().traceId(), into);
    request(exchange, into);
    number(STATUS, exchange.status(), into);
    failure(exchange.failure(), into);
    ownText(ROUTE, exchange.route(), into);
    ownText(POOL, exchange.pool(), into);
    ownText(BACKEND, exchange.backend(), into);
    number(ATTEMPTS, exchange.attempts(), into);
    ownText(RETRY_REFUSED, exchange.retryRefused(), into);
    CacheNote cache = exchange.cache();
    if (cache != null) {
      ownText(CACHE, cache.result(), into);
      ownText(CACHE_REASON, cache.reason(), into);
    }
    number(REQUEST_BYTES, exchange.requestBytes(), into);
    number(RESPONSE_BYTES, exchange.responseBytes(), into);
    micros(TOTAL, exchange.between(Mark.HEAD, Mark.END), into);
    micros(ACQUIRE, exchange.between(Mark.ACQUIRE, Mark.ACQUIRED), into);
    micros(BACKEND_TIME, exchange.between(Mark.ACQUIRED, Mark.RESPONSE_HEAD), into);
    micros(FIRST_BYTE, exchange.between(Mark.HEAD, Mark.RESPONSE_HEAD), into);
    octets(USER_AGENT, exchange.request().headers().get(HeaderNames.USER_AGENT), into);
    octets(REFERER, exchange.request().headers().get(HeaderNames.REFERER), into);
    ConnectionInfo.TlsInfo tls = exchange.connection().tls();
    octets(TLS, tls == null ? null : tls.protocol(), into);
    into.add(END);
  }

  private static void request(Exchange exchange, LineBuffer into) {
    Request request = exchange.request();
    octets(CLIENT, exchange.clientAddress(), into);
    octets(PEER, exchange.connection().peerText(), into);
    ownText(LISTENER, exchange.connection().listener(), into);
    octets(METHOD, exchange.method(), into);
    octets(SCHEME, request.scheme(), into);
    octets(HOST, exchange.authority().text(), into);
    octets(TARGET, request.target(), into);
    octets(PROTOCOL, request.version().text(), into);
    octets(UPGRADE, request.upgrade(), into);
  }

  private static void failure(@Nullable Failure failure, LineBuffer into) {
    if (failure != null) {
      ownText(REASON, failure.reason().code(), into);
      ownText(DETAIL, failure.detail(), into);
    }
  }

  private static void octets(byte[] key, @Nullable String value, LineBuffer into) {
    if (value != null) {
      into.add(key);
      Escapes.jsonOctets(value, into);
      into.add('"');
    }
  }

  private static void ownText(byte[] key, @Nullable String value, LineBuffer into) {
    if (value != null) {
      into.add(key);
      Escapes.jsonText(value, into);
      into.add('"');
    }
  }

  private static void number(byte[] key, long value, LineBuffer into) {
    into.add(key);
    into.add(value);
  }

  /** Leaves out what did not happen; of a repeated attempt, that may be its later half. */
  private static void micros(byte[] key, long nanos, LineBuffer into) {
    if (nanos >= 0) {
      number(key, nanos / 1000, into);
    }
  }

  private static byte[] text(String key) {
    return (",\"" + key + "\":\"").getBytes(US_ASCII);
  }

  private static byte[] number(String key) {
    return (",\"" + key + "\":").getBytes(US_ASCII);
  }
}
