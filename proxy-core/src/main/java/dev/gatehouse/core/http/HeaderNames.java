package dev.gatehouse.core.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The field names that Gatehouse knows, in lower case and one instance each, so that a decoded name
 * can be compared by reference.
 *
 * <p>A name that is not listed here is an ordinary lower-case string; {@link Headers} compares by
 * reference first and by content then, so both kinds work everywhere.
 */
public final class HeaderNames {
  public static final String ACCEPT = "accept";
  public static final String ACCEPT_ENCODING = "accept-encoding";
  public static final String ACCEPT_LANGUAGE = "accept-language";
  public static final String ACCEPT_RANGES = "accept-ranges";
  public static final String ACCESS_CONTROL_ALLOW_ORIGIN = "access-control-allow-origin";
  public static final String AGE = "age";
  public static final String ALLOW = "allow";
  public static final String ALT_SVC = "alt-svc";
  public static final String AUTHORIZATION = "authorization";
  public static final String BAGGAGE = "baggage";
  public static final String CACHE_CONTROL = "cache-control";
  public static final String CACHE_STATUS = "cache-status";
  public static final String CONNECTION = "connection";
  public static final String CONTENT_DISPOSITION = "content-disposition";
  public static final String CONTENT_ENCODING = "content-encoding";
  public static final String CONTENT_LANGUAGE = "content-language";
  public static final String CONTENT_LENGTH = "content-length";
  public static final String CONTENT_LOCATION = "content-location";
  public static final String CONTENT_RANGE = "content-range";
  public static final String CONTENT_SECURITY_POLICY = "content-security-policy";
  public static final String CONTENT_TYPE = "content-type";
  public static final String COOKIE = "cookie";
  public static final String DATE = "date";
  public static final String DNT = "dnt";
  public static final String ETAG = "etag";
  public static final String EXPECT = "expect";
  public static final String EXPIRES = "expires";
  public static final String FORWARDED = "forwarded";
  public static final String GRPC_MESSAGE = "grpc-message";
  public static final String GRPC_STATUS = "grpc-status";
  public static final String GRPC_TIMEOUT = "grpc-timeout";
  public static final String HOST = "host";
  public static final String HTTP2_SETTINGS = "http2-settings";
  public static final String IF_MATCH = "if-match";
  public static final String IF_MODIFIED_SINCE = "if-modified-since";
  public static final String IF_NONE_MATCH = "if-none-match";
  public static final String IF_RANGE = "if-range";
  public static final String IF_UNMODIFIED_SINCE = "if-unmodified-since";
  public static final String KEEP_ALIVE = "keep-alive";
  public static final String LAST_MODIFIED = "last-modified";
  public static final String LINK = "link";
  public static final String LOCATION = "location";
  public static final String MAX_FORWARDS = "max-forwards";
  public static final String ORIGIN = "origin";
  public static final String PRAGMA = "pragma";
  public static final String PRIORITY = "priority";
  public static final String PROXY_AUTHENTICATE = "proxy-authenticate";
  public static final String PROXY_AUTHORIZATION = "proxy-authorization";
  public static final String PROXY_CONNECTION = "proxy-connection";
  public static final String PROXY_STATUS = "proxy-status";
  public static final String RANGE = "range";
  public static final String REFERER = "referer";
  public static final String RETRY_AFTER = "retry-after";
  public static final String SEC_CH_UA = "sec-ch-ua";
  public static final String SEC_CH_UA_MOBILE = "sec-ch-ua-mobile";
  public static final String SEC_CH_UA_PLATFORM = "sec-ch-ua-platform";
  public static final String SEC_FETCH_DEST = "sec-fetch-dest";
  public static final String SEC_FETCH_MODE = "sec-fetch-mode";
  public static final String SEC_FETCH_SITE = "sec-fetch-site";
  public static final String SEC_FETCH_USER = "sec-fetch-user";
  public static final String SEC_WEBSOCKET_ACCEPT = "sec-websocket-accept";
  public static final String SEC_WEBSOCKET_EXTENSIONS = "sec-websocket-extensions";
  public static final String SEC_WEBSOCKET_KEY = "sec-websocket-key";
  public static final String SEC_WEBSOCKET_PROTOCOL = "sec-websocket-protocol";
  public static final String SEC_WEBSOCKET_VERSION = "sec-websocket-version";
  public static final String SERVER = "server";
  public static final String SERVER_TIMING = "server-timing";
  public static final String SET_COOKIE = "set-cookie";
  public static final String STRICT_TRANSPORT_SECURITY = "strict-transport-security";
  public static final String TE = "te";
  public static final String TRACEPARENT = "traceparent";
  public static final String TRACESTATE = "tracestate";
  public static final String TRAILER = "trailer";
  public static final String TRANSFER_ENCODING = "transfer-encoding";
  public static final String UPGRADE = "upgrade";
  public static final String UPGRADE_INSECURE_REQUESTS = "upgrade-insecure-requests";
  public static final String USER_AGENT = "user-agent";
  public static final String VARY = "vary";
  public static final String VIA = "via";
  public static final String WWW_AUTHENTICATE = "www-authenticate";
  public static final String X_CONTENT_TYPE_OPTIONS = "x-content-type-options";
  public static final String X_FORWARDED_FOR = "x-forwarded-for";
  public static final String X_FORWARDED_HOST = "x-forwarded-host";
  public static final String X_FORWARDED_PORT = "x-forwarded-port";
  public static final String X_FORWARDED_PROTO = "x-forwarded-proto";
  public static final String X_FRAME_OPTIONS = "x-frame-options";
  public static final String X_POWERED_BY = "x-powered-by";
  public static final String X_REAL_IP = "x-real-ip";
  public static final String X_REQUEST_ID = "x-request-id";
  public static final String X_REQUESTED_WITH = "x-requested-with";

  private static final int TABLE_SIZE = 1024;
  private static final String[][] TABLE = table();

  private HeaderNames() {}

  /**
   * Returns {@code name} in lower case, as the known instance where there is one.
   *
   * @throws IllegalArgumentException if {@code name} is not a token (RFC 9110 §5.6.2)
   */
  public static String of(String name) {
    if (!Tokens.isToken(name)) {
      throw new IllegalArgumentException(
          "header name: " + name + " (expected: a token of RFC 9110 section 5.6.2)");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    for (String known : TABLE[lower.hashCode() & (TABLE_SIZE - 1)]) {
      if (known.equals(lower)) {
        return known;
      }
    }
    return lower;
  }

  /**
   * Returns the name that stands in lower case at {@code bytes[from, from + length)}: the known
   * instance, or a new string.
   *
   * @param hash {@link String#hashCode()} of those characters, as computed while they were scanned
   */
  public static String ofLowerCase(byte[] bytes, int from, int length, int hash) {
    for (String known : TABLE[hash & (TABLE_SIZE - 1)]) {
      if (known.hashCode() == hash && matches(known, bytes, from, length)) {
        return known;
      }
    }
    return Latin1.string(bytes, from, length);
  }

  private static boolean matches(String known, byte[] bytes, int from, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static String[][] table() {
    List<List<String>> buckets = new ArrayList<>();
    for (int i = 0; i < TABLE_SIZE; i++) {
      buckets.add(new ArrayList<>(1));
    }
    for (var field : HeaderNames.class.getFields()) {
      try {
        String known = (String) field.get(null);
        if (known != null) {
          buckets.get(known.hashCode() & (TABLE_SIZE - 1)).add(known);
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("a public constant must be readable: " + field, e);
      }
    }
    return buckets.stream().map(bucket -> bucket.toArray(String[]::new)).toArray(String[][]::new);
  }
}
