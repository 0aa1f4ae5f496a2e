package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.Expectation;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.RequestTarget;
import org.jspecify.annotations.Nullable;

/**
 * The way from a request head to a {@link Request}: one host, one path, one framing, or the reason
 * why there is none. One per connection, because clients repeat their Host.
 */
final class RequestDecoder {
  private static final int MAX_FRAGMENT = 256;
  private static final Authority NO_AUTHORITY = new Authority("", "", -1);

  /** What a head was decoded to. */
  sealed interface Decoded {}

  record Refused(FailureReason reason) implements Decoded {}

  /**
   * @param framing a length or {@link Framing#CHUNKED}
   */
  record Accepted(
      RequestHead head,
      String scheme,
      RequestTarget target,
      Authority authority,
      long framing,
      boolean expectsContinue,
      UpgradeAsk upgrade)
      implements Decoded {
    Request request(Body body) {
      Request request =
          new Request(
              head.method(),
              head.version(),
              scheme,
              authority,
              head.target(),
              target.path(),
              target.query(),
              head.headers(),
              body);
      request.upgrade(upgrade.token());
      return request;
    }
  }

  private final String scheme;
  private final String localHost;
  private @Nullable String lastHost;
  private @Nullable Authority lastAuthority;

  RequestDecoder(ConnectionInfo info) {
    scheme = info.scheme();
    localHost = info.local().getAddress() == null ? "localhost" : literal(info);
  }

  private static String literal(ConnectionInfo info) {
    String text = info.local().getAddress().getHostAddress();
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    return (address.indexOf(':') < 0 ? address : '[' + address + ']')
        + ':'
        + info.local().getPort();
  }

  Decoded decode(RequestHead head) {
    Headers headers = head.headers();
    RequestTarget target = RequestTarget.parse(head.method(), head.target(), EncodedSlash.KEEP);
    if (target.refusal() != null) {
      return new Refused(target.refusal());
    }
    Authority authority = host(head.version(), headers);
    if (authority == null
        || (target.authority() != null && !authority.equals(target.authority()))) {
      return new Refused(FailureReason.BAD_HOST);
    }
    long framing = Framing.ofRequest(head.version(), headers);
    if (framing < Framing.CHUNKED) {
      return new Refused(
          framing == Framing.UNSUPPORTED_CODING
              ? FailureReason.UNSUPPORTED_TRANSFER_CODING
              : FailureReason.BAD_FRAMING);
    }
    String expect = headers.get(HeaderNames.EXPECT);
    if (expect != null && !Expectation.isContinue(headers)) {
      return new Refused(FailureReason.EXPECTATION_FAILED);
    }
    UpgradeAsk upgrade = UpgradeAsk.of(head.method(), head.version(), framing, headers);
    if (upgrade.refusal() != null) {
      return new Refused(upgrade.refusal());
    }
    headers.remove(HeaderNames.TRANSFER_ENCODING);
    headers.remove(HeaderNames.CONTENT_LENGTH);
    boolean expectsContinue =
        expect != null && framing != 0 && head.version() != HttpVersion.HTTP_1_0;
    if (expect != null && !expectsContinue) {
      headers.remove(HeaderNames.EXPECT);
    }
    return new Accepted(head, scheme, target, authority, framing, expectsContinue, upgrade);
  }

  /** What is left of a head that was refused, for the log. */
  Request fragment(RequestHead head) {
    String target = head.target();
    return new Request(
        head.method().isEmpty() ? "-" : head.method(),
        head.version(),
        scheme,
        NO_AUTHORITY,
        target.length() > MAX_FRAGMENT ? target.substring(0, MAX_FRAGMENT) : target,
        "/",
        null,
        new Headers(),
        Body.empty());
  }

  /**
   * Takes Host out of the section; null if it is missing, repeated or malformed (RFC 9112 §3.2).
   */
  private @Nullable Authority host(HttpVersion version, Headers headers) {
    int at = headers.indexOf(HeaderNames.HOST, 0);
    if (at < 0) {
      return version == HttpVersion.HTTP_1_0 ? authority(localHost) : null;
    }
    if (headers.indexOf(HeaderNames.HOST, at + 1) >= 0) {
      return null;
    }
    Authority authority = authority(headers.value(at));
    headers.removeAt(at);
    return authority;
  }

  private @Nullable Authority authority(String text) {
    if (text.equals(lastHost)) {
      return lastAuthority;
    }
    Authority authority = Authority.parse(text);
    if (authority != null) {
      lastHost = text;
      lastAuthority = authority;
    }
    return authority;
  }
}
