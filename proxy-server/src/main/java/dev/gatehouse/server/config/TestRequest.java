package dev.gatehouse.server.config;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.RequestSketch;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Reference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request of a test.
 *
 * @param url with scheme and host
 * @param method GET unless another is named
 * @param headers its fields, by name
 * @param client the address the connection comes from
 * @param listener the listener it comes through; null: the first that fits scheme and port
 */
@Doc(value = "The request of a test.", example = "{url: \"https://shop.example.com/checkout/1\"}")
public record TestRequest(
    @Doc("Its URL, with scheme and host.") String url,
    @Doc("Its method.") String method,
    @Doc("Its header fields, by name.") Map<String, String> headers,
    @Doc("The address that the connection comes from.") String client,
    @Doc("The listener it comes through; absent: the first that fits the URL's scheme and port.")
        @Reference("listeners")
        @Nullable String listener) {

  public TestRequest(String url) {
    this(url, Methods.GET, Map.of(), "127.0.0.1", null);
  }

  public TestRequest {
    Expect.address("client", client);
    headers = Expect.ordered(headers);
    headers.forEach((name, value) -> {
      Expect.that(Tokens.isToken(name), "headers." + name, name, "a header name");
      Expect.that(Tokens.isFieldValue(value), "headers." + name, value, "a header value");
      Expect.that(!name.equalsIgnoreCase("host"), "headers." + name, name, "the host in url");
    });
    var _ = new RequestSketch(method, url);
  }

  /** The request itself; each time a new one. */
  public Request toRequest() {
    Headers fields = new Headers();
    headers.forEach((name, value) -> fields.add(HeaderNames.of(name), value));
    return new RequestSketch(method, url).with(fields);
  }
}
