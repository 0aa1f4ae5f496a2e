package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import org.jspecify.annotations.Nullable;

/**
 * A field section on its way into the compressor: pseudo-fields, then the lines of a {@link
 * Headers}.
 *
 * <p>One per connection, set anew for each section.
 */
final class FieldView extends NettyFields {
  private static final String[] STATUS = new String[600];
  private static final Headers NONE = new Headers();

  static {
    for (int status = 0; status < STATUS.length; status++) {
      STATUS[status] = Integer.toString(status);
    }
  }

  private final String[] pseudoNames = new String[5];
  private final String[] pseudoValues = new String[5];
  private int pseudo;
  private Headers headers = NONE;
  private @Nullable String status;

  /** Shows the head of a response. */
  FieldView response(int code, Headers fields) {
    String text = STATUS[code];
    begin(fields);
    put(":status", text);
    status = text;
    return this;
  }

  /** Shows the head of a request for a backend that is reached by {@code scheme}. */
  FieldView request(Request request, String scheme) {
    begin(request.headers());
    String upgrade = request.upgrade();
    put(":method", upgrade == null ? request.method() : Methods.CONNECT);
    if (upgrade != null) {
      put(":protocol", upgrade); // RFC 8441
    }
    put(":scheme", scheme);
    put(":authority", request.authority().text());
    String query = request.query();
    put(":path", query == null ? request.path() : request.path() + '?' + query);
    return this;
  }

  /** Shows a trailer section. */
  FieldView trailers(Headers fields) {
    begin(fields);
    return this;
  }

  /** Lets go of the section. */
  void end() {
    headers = NONE;
  }

  private void begin(Headers fields) {
    headers = fields;
    pseudo = 0;
    status = null;
  }

  private void put(String pseudoName, String pseudoValue) {
    pseudoNames[pseudo] = pseudoName;
    pseudoValues[pseudo++] = pseudoValue;
  }

  @Override
  public @Nullable CharSequence status() {
    return status;
  }

  @Override
  public int size() {
    return pseudo + headers.size();
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  /** The name of line {@code index}, pseudo-fields first. */
  String name(int index) {
    return index < pseudo ? pseudoNames[index] : headers.name(index - pseudo);
  }

  /** The value of line {@code index}. */
  String value(int index) {
    return index < pseudo ? pseudoValues[index] : headers.value(index - pseudo);
  }

  /**
   * Says whether line {@code index} must not go onto an HTTP/2 connection, whoever left it in (RFC
   * 9113 §8.2.2): then it does not.
   */
  boolean isMisplaced(int index) {
    boolean misplaced = index >= pseudo && isMisplaced(headers.name(index - pseudo));
    assert !misplaced : "field on its way into HTTP/2: " + name(index);
    return misplaced;
  }

  private static boolean isMisplaced(String name) {
    return FieldRules.isConnectionSpecific(name) || name.equals(HeaderNames.HOST);
  }

  /**
   * Says whether line {@code index} is sent as a literal that no one may put into a compression
   * table: secrets, which a table could give away to whoever can watch lengths (RFC 7541 §7.1), and
   * values that hardly ever repeat, which would only drive out those that do.
   */
  boolean isLiteral(int index) {
    return switch (name(index)) {
      case HeaderNames.AGE,
          HeaderNames.AUTHORIZATION,
          HeaderNames.PROXY_AUTHORIZATION,
          HeaderNames.COOKIE,
          HeaderNames.SET_COOKIE,
          ":path",
          HeaderNames.CONTENT_LENGTH,
          HeaderNames.CONTENT_RANGE,
          HeaderNames.ETAG,
          HeaderNames.LAST_MODIFIED,
          HeaderNames.LOCATION,
          HeaderNames.RANGE,
          HeaderNames.IF_NONE_MATCH,
          HeaderNames.TRACEPARENT,
          HeaderNames.X_REQUEST_ID ->
          true;
      default -> false;
    };
  }

  /** For people: the names only, values can be secrets. */
  @Override
  public String toString() {
    return "FieldView of " + size();
  }
}
