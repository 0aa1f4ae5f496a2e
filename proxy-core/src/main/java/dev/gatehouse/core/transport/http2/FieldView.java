package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import io.netty.handler.codec.http2.Http2HeadersEncoder.SensitivityDetector;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A field section on its way into the compressor: pseudo-fields, then the lines of a {@link
 * Headers}, seen through an iterator that is also its own entry, so that sending a section
 * allocates nothing.
 *
 * <p>One per connection, set anew for each section.
 */
final class FieldView extends NettyFields {
  /**
   * Fields that are sent as literals that no one may put into a compression table: secrets, which a
   * table could give away to whoever can watch lengths (RFC 7541 §7.1), and values that hardly ever
   * repeat, which would only drive out those that do.
   */
  static final SensitivityDetector LITERALS = FieldView::isLiteral;

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
  private final Lines lines = new Lines();

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

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
    lines.restart();
    return lines;
  }

  private static boolean isMisplaced(String name) {
    return FieldRules.isConnectionSpecific(name) || name.equals(HeaderNames.HOST);
  }

  private static boolean isLiteral(CharSequence name, CharSequence value) {
    return switch (name.toString()) {
      case HeaderNames.AUTHORIZATION,
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

  private final class Lines
      implements Iterator<Map.Entry<CharSequence, CharSequence>>,
          Map.Entry<CharSequence, CharSequence> {
    private int next;
    private String name = "";
    private String value = "";

    private void restart() {
      next = -pseudo;
      skip();
    }

    @Override
    public boolean hasNext() {
      return next < headers.size();
    }

    @Override
    public Map.Entry<CharSequence, CharSequence> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (next < 0) {
        name = pseudoNames[pseudo + next];
        value = pseudoValues[pseudo + next];
      } else {
        name = headers.name(next);
        value = headers.value(next);
      }
      next++;
      skip();
      return this;
    }

    /**
     * What must not go onto an HTTP/2 connection does not, whoever left it in (RFC 9113 §8.2.2).
     */
    private void skip() {
      while (next >= 0 && next < headers.size() && isMisplaced(headers.name(next))) {
        assert false : "field on its way into HTTP/2: " + headers.name(next);
        next++;
      }
    }

    @Override
    public CharSequence getKey() {
      return name;
    }

    @Override
    public CharSequence getValue() {
      return value;
    }

    @Override
    public CharSequence setValue(CharSequence replacement) {
      throw new UnsupportedOperationException("a view: what it shows is not changed through it");
    }
  }
}
