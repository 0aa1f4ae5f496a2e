package dev.gatehouse.core.filter.redirect;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.HeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The target of a redirect: its template taken apart at load, filled in for each request.
 *
 * <p>What a request puts in cannot leave the place it is put: controls, spaces, quotes, backslashes
 * and everything beyond ASCII are percent-encoded; a target without a host keeps to one leading
 * slash, as {@code //host} would lead elsewhere. Immutable.
 */
final class RedirectTarget {
  private enum Part {
    SCHEME,
    HOST,
    PORT,
    PATH,
    QUERY,
    URI
  }

  /** Exactly one of the two is there. */
  private record Piece(@Nullable String literal, @Nullable Part part) {}

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");
  private static final String HEX = "0123456789ABCDEF";

  private final List<Piece> pieces;
  private final boolean relative;

  private RedirectTarget(List<Piece> pieces, boolean relative) {
    this.pieces = pieces;
    this.relative = relative;
  }

  /** Takes apart a template that {@link RedirectSettings} has accepted. */
  static RedirectTarget of(String template) {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(template);
    int from = 0;
    while (matcher.find()) {
      if (matcher.start() > from) {
        pieces.add(new Piece(template.substring(from, matcher.start()), null));
      }
      String name = matcher.group(1).toUpperCase(Locale.ROOT);
      pieces.add(new Piece(null, Part.valueOf(name)));
      from = matcher.end();
    }
    if (from < template.length()) {
      pieces.add(new Piece(template.substring(from), null));
    }
    boolean absolute = template.startsWith("http") || template.startsWith("{scheme}");
    return new RedirectTarget(List.copyOf(pieces), !absolute);
  }

  /**
   * The target for this request: a value for Location.
   *
   * @param asked the authority the client asked for
   */
  String render(Request request, Authority asked) {
    StringBuilder target = new StringBuilder(64);
    for (Piece piece : pieces) {
      if (piece.part != null) {
        append(target, piece.part, request, asked);
      } else if (piece.literal != null) {
        target.append(piece.literal);
      }
    }
    if (relative) {
      int slashes = 0;
      while (slashes < target.length() && target.charAt(slashes) == '/') {
        slashes++;
      }
      target.replace(0, slashes, "/");
    }
    return target.toString();
  }

  private static void append(StringBuilder target, Part part, Request request, Authority asked) {
    switch (part) {
      case SCHEME -> target.append(scheme(request));
      case HOST -> target.append(asked.host());
      case PORT -> target.append(port(request, asked));
      case PATH -> appendPath(target, request);
      case QUERY -> appendQuery(target, "", request.query());
      case URI -> {
        appendPath(target, request);
        appendQuery(target, "?", request.query());
      }
    }
  }

  private static void appendPath(StringBuilder target, Request request) {
    if (!request.path().startsWith("/")) {
      target.append('/'); // the asterisk of OPTIONS has no place in a URL
      return;
    }
    appendEncoded(target, request.path());
  }

  private static void appendQuery(StringBuilder target, String before, @Nullable String query) {
    if (query != null) {
      appendEncoded(target.append(before), query);
    }
  }

  /** What the client sees in front: the forwarding filter has written it, or nobody has. */
  private static String scheme(Request request) {
    String outer = request.headers().get(HeaderNames.X_FORWARDED_PROTO);
    if (outer != null && (outer.equals("https") || outer.equals("http"))) {
      return outer;
    }
    return request.scheme();
  }

  private static String port(Request request, Authority asked) {
    String outer = request.headers().get(HeaderNames.X_FORWARDED_PORT);
    if (outer != null && !outer.isEmpty() && outer.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return outer;
    }
    int port = asked.port();
    if (port >= 0) {
      return Integer.toString(port);
    }
    return scheme(request).equals("https") ? "443" : "80";
  }

  private static void appendEncoded(StringBuilder target, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ' && c < 0x7f && "\"<>\\^`{|}#".indexOf(c) < 0) {
        target.append(c);
      } else {
        target.append('%').append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
      }
    }
  }
}
