package dev.gatehouse.core.http;

import org.jspecify.annotations.Nullable;

/**
 * The normal form of request paths, made once: what it returns is routed on and sent on (RFC 3986
 * §6.2.2).
 *
 * <ul>
 *   <li>Percent-encoded unreserved characters are decoded, other triplets get upper-case digits.
 *   <li>The segments {@code .} and {@code ..} are removed, encoded or not. A path that climbs above
 *       the root is refused.
 *   <li>So is a dot segment that only some servers see: next to an encoded slash or backslash
 *       ({@code ..%2F}), or with a parameter ({@code ..;x}).
 *   <li>Other encoded slashes and backslashes: see {@link EncodedSlash}.
 *   <li>Leading slashes are merged, since {@code //host} is also read as an authority. Other empty
 *       segments are kept: they mean something in object stores and in URLs within URLs. The route
 *       table takes a run of slashes for one.
 *   <li>Refused: controls, encoded or not (also {@code %00}); raw spaces, backslashes, {@code #},
 *       {@code ?} and characters beyond ASCII; a percent sign without two hexadecimal digits.
 *   <li>The other characters that RFC 3986 does not allow in a path but clients send raw ({@code "
 *       < > [ ] ^ ` { | }}) are percent-encoded.
 * </ul>
 *
 * Normal paths are normal: {@code normalize(normalize(x))} is {@code normalize(x)}.
 */
public final class RequestPath {
  private static final byte REFUSED = 0;
  private static final byte PLAIN = 1;
  private static final byte UNRESERVED = 2;
  private static final byte ENCODED = 3;
  private static final byte PERCENT = 4;

  /** For each ASCII character what becomes of it when it stands raw in a path. */
  private static final byte[] KINDS = new byte[128];

  static {
    for (char c = 0; c < 128; c++) {
      if (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0) {
        KINDS[c] = UNRESERVED;
      } else if ("/:@!$&'()*+,;=".indexOf(c) >= 0) {
        KINDS[c] = PLAIN;
      } else if ("\"<>[]^`{|}".indexOf(c) >= 0) {
        KINDS[c] = ENCODED;
      }
    }
    KINDS['%'] = PERCENT;
  }

  private RequestPath() {}

  /**
   * Returns the normal form of {@code rawPath}, the same instance if it is normal; null if it is
   * refused ({@code BAD_PATH}).
   */
  public static @Nullable String normalize(String rawPath, EncodedSlash encodedSlash) {
    if (!rawPath.startsWith("/")) {
      return null;
    }
    String path = withNormalTriplets(withOneLeadingSlash(rawPath), encodedSlash);
    return path == null ? null : withoutDotSegments(path);
  }

  private static @Nullable String withNormalTriplets(String raw, EncodedSlash encodedSlash) {
    StringBuilder changed = null;
    int length = raw.length();
    for (int i = 0; i < length; i++) {
      char c = raw.charAt(i);
      byte kind = kind(c);
      if (kind == PLAIN || kind == UNRESERVED) {
        if (changed != null) {
          changed.append(c);
        }
      } else if (kind == REFUSED) {
        return null;
      } else {
        int octet = kind == ENCODED ? c : octet(raw, i);
        if (octet < 0 || isRefusedEncoded(octet, encodedSlash)) {
          return null;
        }
        if (changed == null && (kind == ENCODED || !isNormalTriplet(raw, i, octet))) {
          changed = new StringBuilder(length + 16).append(raw, 0, i);
        }
        if (changed != null) {
          append(changed, octet);
        }
        i += kind == PERCENT ? 2 : 0;
      }
    }
    return changed == null ? raw : changed.toString();
  }

  /** Returns {@code path} without dot segments; null if one is above the root or ambiguous. */
  private static @Nullable String withoutDotSegments(String path) {
    boolean found = false;
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      boolean behindSlash = path.charAt(dot - 1) == '/';
      if (behindSlash || isEncodedSlash(path, dot - 3)) {
        int end = path.startsWith("..", dot) ? dot + 2 : dot + 1;
        boolean beforeSlash = end == path.length() || path.charAt(end) == '/';
        if (behindSlash && beforeSlash) {
          found = true;
        } else if (beforeSlash || path.charAt(end) == ';' || isEncodedSlash(path, end)) {
          return null;
        }
      }
    }
    return found ? removeDotSegments(path) : path;
  }

  /** RFC 3986 §5.2.4. */
  private static @Nullable String removeDotSegments(String path) {
    StringBuilder kept = new StringBuilder(path.length());
    int end;
    for (int slash = 0; slash < path.length(); slash = end) {
      int next = path.indexOf('/', slash + 1);
      end = next < 0 ? path.length() : next;
      int size = end - slash - 1;
      boolean dot = size == 1 && path.charAt(slash + 1) == '.';
      boolean dots = size == 2 && path.startsWith("..", slash + 1);
      if (!dot && !dots) {
        kept.append(path, slash, end);
        continue;
      }
      if (dots) {
        int parent = kept.lastIndexOf("/");
        if (parent < 0) {
          return null;
        }
        kept.setLength(parent);
      }
      if (next < 0) {
        kept.append('/');
      }
    }
    return withOneLeadingSlash(kept.toString());
  }

  private static String withOneLeadingSlash(String path) {
    int slash = 0;
    while (slash + 1 < path.length() && path.charAt(slash + 1) == '/') {
      slash++;
    }
    return path.substring(slash);
  }

  /** Says whether {@code path} has an upper-case {@code %2F} or {@code %5C} at {@code at}. */
  public static boolean isEncodedSlash(String path, int at) {
    return at >= 0
        && at < path.length()
        && path.charAt(at) == '%'
        && (path.startsWith("2F", at + 1) || path.startsWith("5C", at + 1));
  }

  private static boolean isRefusedEncoded(int octet, EncodedSlash encodedSlash) {
    return octet < ' '
        || octet == 0x7f
        || (encodedSlash == EncodedSlash.REJECT && (octet == '/' || octet == '\\'));
  }

  private static boolean isNormalTriplet(String raw, int at, int octet) {
    return kind(octet) != UNRESERVED && isNormalDigit(raw, at + 1) && isNormalDigit(raw, at + 2);
  }

  private static boolean isNormalDigit(String raw, int at) {
    return raw.charAt(at) <= 'F';
  }

  /** The octet of the triplet at {@code at}, -1 if it is none. */
  private static int octet(String raw, int at) {
    if (at + 2 >= raw.length()) {
      return -1;
    }
    int high = digit(raw.charAt(at + 1));
    int low = digit(raw.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : (high << 4) | low;
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char upper = (char) (c & ~0x20);
    return upper >= 'A' && upper <= 'F' && c < 128 ? upper - 'A' + 10 : -1;
  }

  private static void append(StringBuilder text, int octet) {
    if (kind(octet) == UNRESERVED) {
      text.append((char) octet);
    } else {
      text.append('%').append(hex(octet >> 4)).append(hex(octet & 15));
    }
  }

  private static char hex(int digit) {
    return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
  }

  private static byte kind(int character) {
    return character < 128 ? KINDS[character] : REFUSED;
  }
}
