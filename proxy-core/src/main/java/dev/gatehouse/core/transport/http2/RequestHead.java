package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.Expectation;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.NameAliases;
import dev.gatehouse.core.http.RequestTarget;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.http.Upgrades;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request by the rules of RFC 9113 §8.3.1: what it asks for, or why it is malformed
 * and gets its stream reset, or why it is refused with an answer.
 *
 * @param method the method; {@code ?} if there is none
 * @param length what Content-Length says; {@link FieldRules#NO_LENGTH} if it says nothing
 * @param refusal why the request is answered by the proxy itself, null if it is not
 * @param malformed what is wrong; null if it is a request at all
 * @param upgrade the protocol that an extended CONNECT (RFC 8441) asks for, in lower case; then the
 *     method is that of the request which it stands for
 */
record RequestHead(
    String method,
    Authority authority,
    String path,
    @Nullable String query,
    long length,
    @Nullable FailureReason refusal,
    @Nullable Failure malformed,
    @Nullable String upgrade) {
  private static final String UNKNOWN_METHOD = "?";
  private static final Authority NOWHERE = new Authority("", "", -1);

  /**
   * Judges {@code block}; takes Host out of {@code headers}, its regular fields.
   *
   * @param ends whether the request ends with its head
   * @param maxTarget the longest target allowed
   */
  static RequestHead of(
      FieldBlock block, Headers headers, boolean ends, EncodedSlash encodedSlash, int maxTarget) {
    String method = block.requestMethod();
    String malformed = block.malformed();
    if (malformed != null) {
      return malformed(block, FailureReason.BAD_HEADER_FIELD, malformed);
    }
    if (method == null || !Tokens.isToken(method)) {
      return malformed(block, FailureReason.BAD_METHOD, ":method missing or not a token");
    }
    if (method.length() > Methods.LONGEST) {
      return malformed(block, FailureReason.BAD_METHOD, ":method too long");
    }
    String protocol = block.requestProtocol();
    if (protocol != null && !method.equals(Methods.CONNECT)) {
      return malformed(block, FailureReason.BAD_REQUEST, ":protocol without CONNECT");
    }
    String path = block.requestPath();
    if (protocol == null && method.equals(Methods.CONNECT)) {
      return path == null && block.requestScheme() == null && block.requestAuthority() != null
          ? refused(block, FailureReason.METHOD_NOT_SUPPORTED)
          : malformed(
              block,
              FailureReason.BAD_TARGET,
              "CONNECT with :scheme or :path, or without :authority");
    }
    if (!isHttp(block.requestScheme())) {
      return malformed(
          block, FailureReason.BAD_TARGET, ":scheme missing or neither http nor https");
    }
    if (path == null || path.isEmpty()) {
      return malformed(block, FailureReason.BAD_TARGET, ":path missing or empty");
    }
    Authority authority = authority(block, headers);
    if (authority == null) {
      return malformed(
          block, FailureReason.BAD_HOST, ":authority and Host missing, malformed or different");
    }
    long length = FieldRules.contentLength(headers);
    if (length == FieldRules.BAD_LENGTH
        || NameAliases.ofFraming(headers)
        || (ends && length > 0)
        || (protocol != null && length != FieldRules.NO_LENGTH)) {
      return malformed(
          block,
          FailureReason.BAD_FRAMING,
          "Content-Length ambiguous or of a request without content");
    }
    if (block.tooMany()) {
      return refused(block, FailureReason.TOO_MANY_HEADERS);
    }
    if (headers.contains(HeaderNames.EXPECT)) {
      if (!Expectation.isContinue(headers)) {
        return refused(block, FailureReason.EXPECTATION_FAILED);
      }
      if (ends || length == 0) {
        headers.remove(HeaderNames.EXPECT);
      }
    }
    if (path.length() > maxTarget) {
      return refused(block, FailureReason.REQUEST_LINE_TOO_LONG);
    }
    String asked = protocol == null ? method : Methods.GET;
    RequestTarget target = RequestTarget.parse(asked, path, encodedSlash);
    FailureReason refusal = target.refusal();
    if (protocol != null && refusal == null) {
      refusal = upgradeRefusal(protocol, headers, ends);
    }
    if (refusal == FailureReason.BAD_TARGET || target.authority() != null) {
      return malformed(
          block,
          FailureReason.BAD_TARGET,
          ":path with characters that none has, or not beginning with a slash");
    }
    return refusal == null
        ? new RequestHead(
            asked,
            authority,
            target.path(),
            target.query(),
            length,
            null,
            null,
            protocol == null ? null : protocol.toLowerCase(Locale.ROOT))
        : refused(block, refusal);
  }

  /** Why an extended CONNECT is refused; takes out what only HTTP/1 needs. */
  private static @Nullable FailureReason upgradeRefusal(
      String protocol, Headers headers, boolean ends) {
    String token = protocol.toLowerCase(Locale.ROOT);
    headers.remove(HeaderNames.EXPECT);
    if (!Upgrades.isToken(token) || Upgrades.isNever(token)) {
      return FailureReason.UPGRADE_UNSUPPORTED;
    }
    if (!token.equals(Upgrades.WEBSOCKET)) {
      return ends ? FailureReason.BAD_UPGRADE : null;
    }
    headers.remove(HeaderNames.SEC_WEBSOCKET_KEY);
    return Upgrades.refusal(!ends, headers);
  }

  /** What is known of a request that is refused before its head was read to its end. */
  static RequestHead refused(FieldBlock block, FailureReason reason) {
    String method = block.requestMethod();
    String text = block.requestAuthority();
    Authority authority = text == null ? null : Authority.parse(text);
    return method == null || !Tokens.isToken(method)
        ? malformed(block, FailureReason.BAD_METHOD, ":method missing or not a token")
        : new RequestHead(
            method,
            authority == null ? NOWHERE : authority,
            "/",
            null,
            FieldRules.NO_LENGTH,
            reason,
            null,
            null);
  }

  /** What the log is to have of a request that is none. */
  private static RequestHead malformed(FieldBlock block, FailureReason reason, String what) {
    String method = block.requestMethod();
    String text = block.requestAuthority();
    Authority authority = text == null ? null : Authority.parse(text);
    return new RequestHead(
        method == null || !Tokens.isToken(method) ? UNKNOWN_METHOD : method,
        authority == null ? NOWHERE : authority,
        "/",
        null,
        FieldRules.NO_LENGTH,
        null,
        Failure.of(reason, what),
        null);
  }

  private static boolean isHttp(@Nullable String scheme) {
    return scheme != null && (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"));
  }

  /** The one host the request is for; null if there is none, or more than one. */
  private static @Nullable Authority authority(FieldBlock block, Headers headers) {
    String pseudo = block.requestAuthority();
    int at = headers.indexOf(HeaderNames.HOST, 0);
    if (at < 0) {
      return pseudo == null ? null : block.parsed(pseudo);
    }
    if (headers.indexOf(HeaderNames.HOST, at + 1) >= 0) {
      return null;
    }
    Authority host = Authority.parse(headers.value(at));
    headers.removeAt(at);
    return pseudo == null || (host != null && host.equals(Authority.parse(pseudo))) ? host : null;
  }
}
