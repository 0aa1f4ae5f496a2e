package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.NameAliases;
import java.util.Set;

/**
 * Which fields tell of the way a request has come: written by proxies, believed by backends, and so
 * never taken from just anyone. Pure functions of names in lower case.
 */
final class ForwardingFields {
  private static final String FAMILY = "x-forwarded";

  /** Name the client's address; only the configured source may, so these never pass. */
  private static final Set<String> CLIENT =
      Set.of(
          "cf-connecting-ip",
          "cf-connecting-ipv6",
          "client-ip",
          "fastly-client-ip",
          HeaderNames.FORWARDED,
          "true-client-ip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-envoy-external-address",
          "x-forwarded",
          "x-forwarded-by",
          HeaderNames.X_FORWARDED_FOR,
          "x-original-forwarded-for",
          HeaderNames.X_REAL_IP);

  /** Written anew for every request. */
  private static final Set<String> FRESH =
      Set.of(
          HeaderNames.X_FORWARDED_HOST,
          HeaderNames.X_FORWARDED_PORT,
          HeaderNames.X_FORWARDED_PROTO,
          HeaderNames.X_REQUEST_ID);

  /** Tell what the request was outside, or override what it is; taken from trusted peers only. */
  private static final Set<String> OUTER =
      Set.of(
          "front-end-https",
          "x-host",
          "x-original-host",
          "x-original-proto",
          "x-original-uri",
          "x-original-url",
          "x-rewrite-url",
          "x-scheme",
          "x-url-scheme");

  private ForwardingFields() {}

  /** Removes every such field and every alias of one. */
  static void removeAll(Headers headers) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      if (isForwarding(headers.name(i))) {
        headers.removeAt(i);
      }
    }
  }

  /**
   * Removes what is written anew, what names the client, and all aliases; leaves the rest of what a
   * trusted peer says, such as X-Forwarded-Prefix.
   */
  static void removeFresh(Headers headers) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      String name = headers.name(i);
      if (isForwarding(name) && !passesFromTrusted(name)) {
        headers.removeAt(i);
      }
    }
  }

  private static boolean passesFromTrusted(String name) {
    boolean alias = !NameAliases.canonical(name).equals(name);
    return !alias && !CLIENT.contains(name) && !FRESH.contains(name);
  }

  /** Says whether {@code name} or a name it may be taken for is such a field. */
  static boolean isForwarding(String name) {
    int length = name.length();
    return switch (name.charAt(0)) {
      case 'x' ->
          length > 5 && isSeparator(name.charAt(1)) && isListed(NameAliases.canonical(name));
      case 'f' -> (length == 9 || length >= 15) && isListed(NameAliases.canonical(name));
      case 'c' -> (length == 9 || length >= 16) && isListed(NameAliases.canonical(name));
      case 't' -> length == 14 && isListed(NameAliases.canonical(name));
      default -> false;
    };
  }

  private static boolean isListed(String name) {
    return name.startsWith(FAMILY)
        || CLIENT.contains(name)
        || FRESH.contains(name)
        || OUTER.contains(name);
  }

  private static boolean isSeparator(char c) {
    return c == '-' || c == '_' || c == '.';
  }
}
