package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.http.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of the Forwarded field (RFC 7239 §4). Commas and semicolons inside a quoted string
 * separate nothing. A line that breaks the grammar anywhere is one unreadable hop: nobody can tell
 * which part of it who has written.
 */
final class ForwardedField {
  private static final List<Hop> UNREADABLE = List.of(Hop.UNREADABLE);

  private final String line;
  private final List<Hop> hops = new ArrayList<>();
  private int at;
  private @Nullable String node;
  private @Nullable String proto;
  private @Nullable String host;
  private boolean filled;

  private ForwardedField(String line) {
    this.line = line;
  }

  /** The hops that {@code line} tells of, the nearest (the last written) first. */
  static List<Hop> nearestFirst(String line) {
    ForwardedField reader = new ForwardedField(line);
    if (!reader.read()) {
      return UNREADABLE;
    }
    Collections.reverse(reader.hops);
    return reader.hops;
  }

  private boolean read() {
    for (; ; ) {
      skipSpace();
      if (at < line.length() && line.charAt(at) != ',' && line.charAt(at) != ';' && !pair()) {
        return false;
      }
      skipSpace();
      if (at == line.length() || line.charAt(at) == ',') {
        endElement();
      } else if (line.charAt(at) != ';') {
        return false;
      }
      if (at == line.length()) {
        return true;
      }
      at++;
    }
  }

  /** Reads {@code name=value}; says whether it was one, and the first of its name. */
  private boolean pair() {
    int equals = line.indexOf('=', at);
    if (equals < 0 || !Tokens.isToken(line.substring(at, equals))) {
      return false;
    }
    String name = line.substring(at, equals).toLowerCase(Locale.ROOT);
    at = equals + 1;
    String value = at < line.length() && line.charAt(at) == '"' ? quoted() : token();
    if (value == null) {
      return false;
    }
    filled = true;
    return switch (name) {
      case "for" -> {
        boolean first = node == null;
        node = value;
        yield first;
      }
      case "proto" -> {
        boolean first = proto == null;
        proto = value;
        yield first;
      }
      case "host" -> {
        boolean first = host == null;
        host = value;
        yield first;
      }
      default -> true;
    };
  }

  private @Nullable String token() {
    int from = at;
    while (at < line.length() && ",; \t".indexOf(line.charAt(at)) < 0) {
      at++;
    }
    // more than a token: an address with a colon belongs in quotes, but many leave them out
    String value = line.substring(from, at);
    return value.isEmpty() || value.indexOf('"') >= 0 || value.indexOf('=') >= 0 ? null : value;
  }

  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    for (at++; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\') {
        at++;
        if (at == line.length()) {
          return null;
        }
        c = line.charAt(at);
      }
      value.append(c);
    }
    return null;
  }

  private void endElement() {
    if (filled) {
      hops.add(
          node == null
              ? Hop.UNREADABLE
              : Hop.parse(node, OuterRequest.proto(proto), OuterRequest.host(host)));
    }
    node = null;
    proto = null;
    host = null;
    filled = false;
  }

  private void skipSpace() {
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
  }
}
