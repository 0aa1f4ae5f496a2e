package dev.gatehouse.cache.key;

import dev.gatehouse.core.settings.Doc;
import java.util.List;

/**
 * Requests that are passed on without the cache: those with any of these.
 *
 * @param headers fields, in lower case
 * @param cookies names of cookies; a star at the end stands for any rest
 */
@Doc("Requests that are passed on without the cache: those with any of these.")
public record BypassSettings(
    @Doc("Request fields, whatever their value.") List<String> headers,
    @Doc(
            "Cookies, whatever their value, such as that of a session; * at the end of one stands"
                + " for any rest.")
        List<String> cookies) {

  public BypassSettings() {
    this(List.of(), List.of());
  }

  public BypassSettings {
    headers = RequestNames.headers("headers", headers);
    cookies = RequestNames.cookies("cookies", cookies);
  }
}
