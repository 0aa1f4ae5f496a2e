package dev.gatehouse.core.http;

/**
 * Names that a backend may take for each other: CGI and its heirs read {@code x_user} and {@code
 * x.user} as {@code x-user}. A proxy that removes or sets the one must remove the others.
 */
public final class NameAliases {
  private NameAliases() {}

  /** Says whether {@code name}, not {@code canonical} itself, may be taken for it. */
  public static boolean isAlias(String name, String canonical) {
    int length = canonical.length();
    if (name.length() != length || name.equals(canonical)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (hyphened(name.charAt(i)) != hyphened(canonical.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Says whether a field of {@code headers} may be taken for {@code canonical} and is not it. */
  public static boolean isIn(Headers headers, String canonical) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      if (isAlias(headers.name(i), canonical)) {
        return true;
      }
    }
    return false;
  }

  /** Says whether {@code headers} have what may be taken for the framing of their message. */
  public static boolean ofFraming(Headers headers) {
    return isIn(headers, HeaderNames.CONTENT_LENGTH)
        || isIn(headers, HeaderNames.TRANSFER_ENCODING);
  }

  /** Returns {@code name} with hyphens for underscores and dots: itself if it has none. */
  public static String canonical(String name) {
    return name.indexOf('_') < 0 && name.indexOf('.') < 0
        ? name
        : name.replace('_', '-').replace('.', '-');
  }

  /** Removes every alias of {@code canonical}; the lines of that name itself stay. */
  public static void remove(Headers headers, String canonical) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      if (isAlias(headers.name(i), canonical)) {
        headers.removeAt(i);
      }
    }
  }

  private static char hyphened(char c) {
    return c == '_' || c == '.' ? '-' : c;
  }
}
