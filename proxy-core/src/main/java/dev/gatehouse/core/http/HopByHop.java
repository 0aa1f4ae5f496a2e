package dev.gatehouse.core.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes the fields that concern one connection only and end there (RFC 9110 §7.6.1): a fixed
 * list, Connection, and the fields that Connection names.
 *
 * <p>A field meant for all recipients stays, even when Connection names it: else a client could
 * make the proxy drop what identifies it, decides the framing, or was set by a proxy in front that
 * passes Connection on.
 *
 * <p>Trailer stays: it describes the content, not the connection. Pure functions of the section; a
 * section with nothing to remove costs one scan and no memory.
 */
public final class HopByHop {
  private static final String TRAILERS = "trailers";

  /** What Connection says in nearly all messages: it names no field of the section. */
  private static final String[] NAMELESS = {"keep-alive", "close", "upgrade"};

  /** Beginnings of the names of fields that Connection cannot take away. */
  private static final String[] END_TO_END_PREFIXES = {
    "x-forwarded", "content-", "if-", "accept", "sec-", "proxy-status"
  };

  private static final Set<String> END_TO_END =
      Set.of(
          HeaderNames.AGE,
          HeaderNames.ALLOW,
          HeaderNames.AUTHORIZATION,
          HeaderNames.CACHE_CONTROL,
          HeaderNames.COOKIE,
          HeaderNames.DATE,
          HeaderNames.ETAG,
          HeaderNames.EXPECT,
          HeaderNames.EXPIRES,
          HeaderNames.FORWARDED,
          HeaderNames.GRPC_MESSAGE,
          HeaderNames.GRPC_STATUS,
          HeaderNames.HOST,
          HeaderNames.LAST_MODIFIED,
          HeaderNames.LOCATION,
          HeaderNames.ORIGIN,
          HeaderNames.PRAGMA,
          HeaderNames.RANGE,
          HeaderNames.REFERER,
          HeaderNames.RETRY_AFTER,
          HeaderNames.SET_COOKIE,
          HeaderNames.STRICT_TRANSPORT_SECURITY,
          HeaderNames.TE, // has a rule of its own
          HeaderNames.TRACEPARENT,
          HeaderNames.TRACESTATE,
          HeaderNames.USER_AGENT,
          HeaderNames.VARY,
          HeaderNames.VIA,
          HeaderNames.WWW_AUTHENTICATE,
          HeaderNames.X_FRAME_OPTIONS,
          HeaderNames.X_CONTENT_TYPE_OPTIONS,
          HeaderNames.X_REAL_IP,
          HeaderNames.X_REQUEST_ID);

  private HopByHop() {}

  /**
   * Removes what ends here from a request. Of TE only {@code te: trailers} is left, if the client
   * accepts trailers: towards an HTTP/1 backend the connection adds the Connection option that must
   * go with it (RFC 9110 §10.1.4).
   */
  public static void removeFromRequest(Headers headers) {
    if (anyIn(headers, true)) {
      boolean trailers = takesTrailers(headers);
      sweep(headers, true);
      if (trailers && !headers.contains(HeaderNames.TE)) {
        headers.add(HeaderNames.TE, TRAILERS);
      }
    }
  }

  /** Removes what ends here from a response, and Host, which says nothing there. */
  public static void removeFromResponse(Headers headers) {
    if (anyIn(headers, false)) {
      sweep(headers, false);
    }
  }

  /** Says whether a field named {@code name}, in lower case, ends at every connection. */
  public static boolean isHopByHop(String name) {
    return switch (name) {
      case HeaderNames.CONNECTION,
          HeaderNames.KEEP_ALIVE,
          HeaderNames.PROXY_CONNECTION,
          HeaderNames.TE,
          HeaderNames.TRANSFER_ENCODING,
          HeaderNames.UPGRADE,
          HeaderNames.HTTP2_SETTINGS,
          HeaderNames.PROXY_AUTHENTICATE,
          HeaderNames.PROXY_AUTHORIZATION,
          "proxy-authentication-info" ->
          true;
      default -> false;
    };
  }

  private static boolean endsHere(String name, boolean request) {
    return isHopByHop(name) || (!request && name.equals(HeaderNames.HOST));
  }

  private static boolean anyIn(Headers headers, boolean request) {
    boolean keepTe = request;
    int size = headers.size();
    for (int i = 0; i < size; i++) {
      if (endsHere(headers.name(i), request)) {
        if (!keepTe || !isPlainTrailers(headers, i)) {
          return true;
        }
        keepTe = false;
      }
    }
    return false;
  }

  private static void sweep(Headers headers, boolean request) {
    Set<String> named = namedByConnection(headers);
    boolean keepTe = request;
    for (int i = 0; i < headers.size(); ) {
      String name = headers.name(i);
      if (keepTe && isPlainTrailers(headers, i)) {
        keepTe = false;
        i++;
      } else if (endsHere(name, request) || (named != null && named.contains(name))) {
        headers.removeAt(i);
      } else {
        i++;
      }
    }
  }

  private static boolean isPlainTrailers(Headers headers, int index) {
    return HeaderNames.TE.equals(headers.name(index)) && TRAILERS.equals(headers.value(index));
  }

  private static boolean takesTrailers(Headers headers) {
    int at = headers.indexOf(HeaderNames.TE, 0);
    for (; at >= 0; at = headers.indexOf(HeaderNames.TE, at + 1)) {
      for (String coding : headers.value(at).split(",", -1)) {
        if (coding.strip().equalsIgnoreCase(TRAILERS)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The fields that Connection takes away; null if it names none. */
  private static @Nullable Set<String> namedByConnection(Headers headers) {
    Set<String> named = null;
    int at = headers.indexOf(HeaderNames.CONNECTION, 0);
    for (; at >= 0; at = headers.indexOf(HeaderNames.CONNECTION, at + 1)) {
      String options = headers.value(at);
      if (isNameless(options)) {
        continue;
      }
      for (String option : options.split(",", -1)) {
        String name = option.strip().toLowerCase(Locale.ROOT);
        if (!isNameless(name) && Tokens.isToken(name) && !isEndToEnd(name)) {
          named = named == null ? new HashSet<>() : named;
          named.add(name);
        }
      }
    }
    return named;
  }

  private static boolean isNameless(String option) {
    for (String known : NAMELESS) {
      if (known.equalsIgnoreCase(option)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEndToEnd(String name) {
    if (END_TO_END.contains(name)) {
      return true;
    }
    for (String prefix : END_TO_END_PREFIXES) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
