package dev.gatehouse.core.transport.http2;

import java.util.HashMap;
import java.util.Map;

/**
 * The fields that HPACK knows from the start (RFC 7541 appendix A), and where they stand: from 1
 * on. Immutable.
 */
final class StaticTable {
  /** How many there are: the dynamic table's indexes begin behind it. */
  static final int SIZE = 61;

  /** Not in the table. */
  static final int NONE = 0;

  /** In the order of their indexes; those with a value have it behind a blank. */
  private static final String[] ENTRIES = {
    ":authority",
    ":method GET",
    ":method POST",
    ":path /",
    ":path /index.html",
    ":scheme http",
    ":scheme https",
    ":status 200",
    ":status 204",
    ":status 206",
    ":status 304",
    ":status 400",
    ":status 404",
    ":status 500",
    "accept-charset",
    "accept-encoding gzip, deflate",
    "accept-language",
    "accept-ranges",
    "accept",
    "access-control-allow-origin",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "link",
    "location",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "range",
    "referer",
    "refresh",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "www-authenticate"
  };

  /** The first index of each name; those with values have them in a row. */
  private static final Map<String, Integer> FIRST = new HashMap<>();

  private static final String[] NAMES = new String[SIZE + 1];
  private static final String[] VALUES = new String[SIZE + 1];

  static {
    NAMES[0] = "";
    VALUES[0] = "";
    for (int i = 1; i <= SIZE; i++) {
      String entry = ENTRIES[i - 1];
      int blank = entry.indexOf(' ');
      NAMES[i] = blank < 0 ? entry : entry.substring(0, blank);
      VALUES[i] = blank < 0 ? "" : entry.substring(blank + 1);
      FIRST.putIfAbsent(NAMES[i], i);
    }
  }

  private StaticTable() {}

  /** The first entry named {@code name}, {@link #NONE} if there is none. */
  static int index(String name) {
    return FIRST.getOrDefault(name, NONE);
  }

  /**
   * The entry of this name and value, {@link #NONE} if there is none.
   *
   * @param first the name's first entry
   */
  static int index(int first, String name, String value) {
    for (int i = first; i > 0 && i <= SIZE && NAMES[i].equals(name); i++) {
      if (VALUES[i].equals(value)) {
        return i;
      }
    }
    return NONE;
  }
}
