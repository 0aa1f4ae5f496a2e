package dev.gatehouse.server.explain;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.RequestSketch;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.http.Upgrades;
import dev.gatehouse.core.settings.InvalidSetting;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.trial.Course;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that somebody asks about: as a client would send it, and through which listener.
 *
 * @param listener the name of the listener it comes through
 * @param through why through that one
 * @param peer the address it comes from
 */
public record Inquiry(Request request, String listener, String through, InetAddress peer) {
  /**
   * What is asked, in the words of whoever asks.
   *
   * @param fields header fields, each {@code name: value}
   * @param client the address the request comes from
   * @param listener null: the first that fits the URL
   */
  public record Words(
      String method, String url, List<String> fields, String client, @Nullable String listener) {}

  /** Something that is asked about and cannot be a request. */
  public static final class Wrong extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String part;
    private final String rest;

    Wrong(String part, String value, String expected) {
      super(part + ": " + value + " (expected: " + expected + ")");
      this.part = part;
      this.rest = ": " + value + " (expected: " + expected + ")";
    }

    /** Which of the {@link Words}: method, url, header, client or listener. */
    public String part() {
      return part;
    }

    /** The message behind the part. */
    public String rest() {
      return rest;
    }
  }

  /**
   * Checks what can be checked without a configuration.
   *
   * @throws Wrong if it cannot be a request
   */
  public static void check(Words words) {
    request(words);
    peer(words);
  }

  /**
   * Reads what is asked.
   *
   * @throws Wrong if it cannot be a request
   */
  public static Inquiry of(Words words, GatehouseSettings settings) {
    Request request = request(words);
    InetAddress peer = peer(words);
    String asked = words.listener();
    if (asked == null) {
      return through(settings, request, peer);
    }
    if (!settings.listeners().containsKey(asked)) {
      throw new Wrong("listener", asked, String.join(" or ", settings.listeners().keySet()));
    }
    return new Inquiry(request, asked, "as asked", peer);
  }

  private static InetAddress peer(Words words) {
    InetAddress peer = NetUtil.createInetAddressFromIpAddressString(words.client());
    if (peer == null) {
      throw new Wrong("client", words.client(), "an IP address");
    }
    return peer;
  }

  private static Request request(Words words) {
    Headers headers = headers(words.fields());
    String host = headers.get(HeaderNames.HOST);
    headers.remove(HeaderNames.HOST); // it is the authority, and in no request as a field
    Request request = sketch(words).with(headers);
    if (host != null) {
      Authority authority = Authority.parse(host);
      if (authority == null) {
        throw new Wrong("header", "host: " + host, "a host, perhaps with a port");
      }
      request.authority(authority);
    }
    String upgrade = headers.get(HeaderNames.UPGRADE);
    if (upgrade != null) {
      String token = upgrade.toLowerCase(Locale.ROOT);
      request.upgrade(Upgrades.isToken(token) && !Upgrades.isNever(token) ? token : null);
    }
    return request;
  }

  private static RequestSketch sketch(Words words) {
    try {
      return new RequestSketch(words.method(), words.url());
    } catch (InvalidSetting e) {
      boolean method = e.name().equals("method");
      throw new Wrong(e.name(), method ? words.method() : words.url(), e.expected());
    }
  }

  private static Headers headers(List<String> fields) {
    Headers headers = new Headers();
    for (String field : fields) {
      int colon = field.indexOf(':');
      String name = colon < 0 ? field : field.substring(0, colon);
      String value = colon < 0 ? "" : field.substring(colon + 1).strip();
      if (colon < 0 || !Tokens.isToken(name) || !Tokens.isFieldValue(value)) {
        throw new Wrong("header", field, "'name: value'");
      }
      headers.add(HeaderNames.of(name), value);
    }
    return headers;
  }

  private static Inquiry through(GatehouseSettings settings, Request request, InetAddress peer) {
    String name = Course.listener(settings, request);
    ListenerSettings listener = Objects.requireNonNull(settings.listeners().get(name));
    boolean alike = (listener.tls() != null) == request.scheme().equals("https");
    String why =
        !alike
            ? "the first, as none is for " + request.scheme()
            : listener.address().port() == request.authority().port()
                ? "it has the URL's scheme and port"
                : "the first for " + request.scheme();
    return new Inquiry(request, name, why, peer);
  }
}
