package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.Tokens;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A field section as it comes out of the decompressor, checked line by line (RFC 9113 §8.2, §8.3)
 * and collected into {@link Headers}, so that no second pass is needed. The first thing wrong with
 * it is kept; decoding goes on, since the compression state must be kept in step.
 *
 * <p>One per connection, begun anew for each section: whoever wants to keep a section takes it
 * before the next one is read.
 */
final class FieldBlock extends NettyFields {
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");

  private final boolean requests;
  private final int maxFields;
  private final int maxCrumbs;
  private Headers headers = new Headers();
  private int sizeGuess = 8;
  private @Nullable String malformed;
  private boolean tooMany;
  private boolean regularSeen;
  private boolean pseudoSeen;
  private int crumbs;
  private @Nullable StringBuilder cookie;
  private @Nullable String method;
  private @Nullable String scheme;
  private @Nullable String authority;
  private @Nullable String path;
  private @Nullable String protocol;
  private @Nullable String status;
  private String lastHost = "";
  private @Nullable Authority lastAuthority;

  /**
   * @param requests whether sections of requests are expected, else those of responses
   * @param maxFields how many fields a section may have, Cookie counted once
   * @param maxCrumbs how many Cookie fields a section may have
   */
  FieldBlock(boolean requests, int maxFields, int maxCrumbs) {
    this.requests = requests;
    this.maxFields = maxFields;
    this.maxCrumbs = maxCrumbs;
  }

  /** Begins a new section. */
  void begin() {
    headers = new Headers(sizeGuess);
    malformed = null;
    tooMany = false;
    regularSeen = false;
    pseudoSeen = false;
    crumbs = 0;
    cookie = null;
    method = null;
    scheme = null;
    authority = null;
    path = null;
    protocol = null;
    status = null;
  }

  /** What is wrong with the section, for logs; null if it is well-formed. */
  @Nullable String malformed() {
    return malformed;
  }

  /** True if lines were left out because there are more than the limits allow. */
  boolean tooMany() {
    return tooMany;
  }

  boolean hasPseudoFields() {
    return pseudoSeen;
  }

  @Nullable String requestMethod() {
    return method;
  }

  @Nullable String requestScheme() {
    return scheme;
  }

  @Nullable String requestAuthority() {
    return authority;
  }

  /** The authority in {@code text}, null if it is none; clients repeat theirs. */
  @Nullable Authority parsed(String text) {
    if (!text.equals(lastHost)) {
      lastHost = text;
      lastAuthority = Authority.parse(text);
    }
    return lastAuthority;
  }

  @Nullable String requestPath() {
    return path;
  }

  @Nullable String requestProtocol() {
    return protocol;
  }

  @Nullable String responseStatus() {
    return status;
  }

  /** The regular fields; the caller owns them from here on. */
  Headers takeHeaders() {
    Headers taken = headers;
    if (cookie != null) {
      taken.set(HeaderNames.COOKIE, cookie.toString());
    }
    sizeGuess = Math.min(64, Math.max(8, taken.size() + 4));
    cookie = null;
    return taken;
  }

  @Override
  public @Nullable CharSequence status() {
    return status; // read by the codec to tell interim answers from final ones
  }

  @Override
  public int size() {
    return headers.size();
  }

  /** Called by the decompressor for every line, with the strings of its tables. */
  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    take((AsciiString) name, (AsciiString) value);
    return this;
  }

  private void take(AsciiString name, AsciiString value) {
    if (malformed != null) {
      return;
    }
    if (!FieldRules.isValue(value.array(), value.arrayOffset(), value.length())) {
      malformed = "field value with a control or outer white space";
    } else if (name.isEmpty()) {
      malformed = "empty field name";
    } else if (name.byteAt(0) == ':') {
      takePseudo(name, value.toString());
    } else {
      takeRegular(name, value);
    }
  }

  private void takeRegular(AsciiString name, AsciiString value) {
    regularSeen = true;
    String known = canonical(name.array(), name.arrayOffset(), name.length());
    if (known == null) {
      malformed = "field name that is not a token in lower case";
    } else if (FieldRules.isConnectionSpecific(known)) {
      malformed = "connection-specific field " + known;
    } else if (known.equals(HeaderNames.TE) && !value.contentEqualsIgnoreCase(TRAILERS)) {
      malformed = "te other than trailers";
    } else if (known.equals(HeaderNames.COOKIE)) {
      takeCrumb(value.toString());
    } else {
      append(known, value.toString());
    }
  }

  private static @Nullable String canonical(byte[] bytes, int from, int length) {
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      byte octet = bytes[i];
      if (octet == 0 || Tokens.lower(octet) != octet) {
        return null;
      }
      hash = 31 * hash + octet;
    }
    return HeaderNames.ofLowerCase(bytes, from, length, hash);
  }

  private void append(String name, String value) {
    if (headers.size() >= maxFields) {
      tooMany = true;
    } else {
      headers.add(name, value);
    }
  }

  /** RFC 9113 §8.2.3: crumbs become one field again before anyone else sees them. */
  private void takeCrumb(String crumb) {
    if (++crumbs == 1) {
      append(HeaderNames.COOKIE, crumb);
    } else if (crumbs > maxCrumbs) {
      tooMany = true;
    } else {
      String first = headers.get(HeaderNames.COOKIE);
      if (cookie == null) {
        cookie = new StringBuilder(256).append(first == null ? "" : first);
      }
      cookie.append("; ").append(crumb);
    }
  }

  private void takePseudo(AsciiString name, String value) {
    PseudoHeaderName pseudo = PseudoHeaderName.getPseudoHeader(name);
    if (pseudo == null) {
      malformed = "unknown pseudo-field";
    } else if (regularSeen) {
      malformed = "pseudo-field behind a regular one";
    } else if (pseudo.isRequestOnly() != requests) {
      malformed = requests ? "response pseudo-field in a request" : "request pseudo-field";
    } else if (!set(pseudo, value)) {
      malformed = pseudo.name().toLowerCase(Locale.ROOT) + " given twice";
    }
    pseudoSeen = true;
  }

  /** Says whether the pseudo-field had no value before. */
  private boolean set(PseudoHeaderName pseudo, String value) {
    @Nullable String before;
    switch (pseudo) {
      case METHOD -> {
        before = method;
        method = Methods.of(value);
      }
      case SCHEME -> {
        before = scheme;
        scheme = value;
      }
      case AUTHORITY -> {
        before = authority;
        authority = value;
      }
      case PATH -> {
        before = path;
        path = value;
      }
      case PROTOCOL -> {
        before = protocol;
        protocol = value;
      }
      case STATUS -> {
        before = status;
        status = value;
      }
      default -> throw new IllegalStateException("pseudo-field: " + pseudo);
    }
    return before == null;
  }
}
