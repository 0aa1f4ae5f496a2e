package dev.gatehouse.cache.key;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.NameAliases;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The request fields that are known to change answers, and that nobody names in Vary: they override
 * the method, the URL, the host, the scheme or the device. Whoever can send one of them along with
 * a request whose answer is stored decides what others get, so none is sent on where answers are
 * shared, unless it belongs to the key. Pure functions.
 *
 * <p>Many are dropped for clients anyway that are no trusted proxy; a trusted proxy in front may
 * pass them on from anyone.
 */
final class UnkeyedFields {
  /** Written by the proxy itself for every request; names of the families below. */
  private static final Set<String> OWN =
      Set.of(
          HeaderNames.X_FORWARDED_FOR,
          HeaderNames.X_FORWARDED_HOST,
          HeaderNames.X_FORWARDED_PORT,
          HeaderNames.X_FORWARDED_PROTO);

  /** All names that begin so. */
  private static final List<String> FAMILIES =
      List.of(
          "x-forwarded",
          "x-original-",
          "x-rewrite-",
          "x-override-",
          "x-http-method",
          "x-envoy-",
          "x-middleware-",
          "x-invoke-");

  private static final Set<String> NAMES =
      Set.of(
          // the method
          "x-method",
          "x-method-override",
          // the path and the query
          "x-base-path",
          "x-base-url",
          "x-http-destinationurl",
          "x-http-path-override",
          "x-matched-path",
          "x-nextjs-data",
          "x-now-route-matches",
          "x-path-info",
          "x-real-uri",
          "x-real-url",
          "x-request-uri",
          "x-request-url",
          "x-script-name",
          "x-url",
          "script-name",
          // the host
          "x-backend-host",
          "x-gateway-host",
          "x-host",
          "x-host-name",
          "x-host-override",
          "x-hostname",
          "x-http-host",
          "x-http-host-override",
          "x-proxy-host",
          "x-real-host",
          "x-server-name",
          // the scheme and the port
          "front-end-https",
          "x-arr-ssl",
          "x-https",
          "x-protocol",
          "x-proxy-scheme",
          "x-proto",
          "x-scheme",
          "x-server-port",
          "x-url-scheme",
          // the device
          "device-stock-ua",
          "x-device-user-agent",
          "x-operamini-phone-ua",
          "x-skyfire-phone",
          "x-ucbrowser-ua",
          "x-wap-profile");

  private UnkeyedFields() {}

  /**
   * Removes all of them, and what a backend may take for a keyed field and is none.
   *
   * @param keyed names that belong to the key
   * @param set names that the route itself has given their value
   */
  static void remove(Headers headers, List<String> keyed, Collection<String> set) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      String name = headers.name(i);
      boolean known = keyed.contains(name) || set.contains(name);
      if (!known && (isUnkeyed(name) || isAlias(name, keyed))) {
        headers.removeAt(i);
      }
    }
  }

  /** Says whether fields of this name, or of one that it may be taken for, change answers. */
  static boolean isUnkeyed(String name) {
    if (OWN.contains(name)) {
      return false;
    }
    String canonical = NameAliases.canonical(name);
    if (NAMES.contains(canonical)) {
      return true;
    }
    for (String family : FAMILIES) {
      if (canonical.startsWith(family)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAlias(String name, List<String> keyed) {
    for (int i = 0; i < keyed.size(); i++) {
      if (NameAliases.isAlias(name, keyed.get(i))) {
        return true;
      }
    }
    return false;
  }
}
