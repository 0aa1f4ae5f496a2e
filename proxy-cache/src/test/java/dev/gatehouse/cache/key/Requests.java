package dev.gatehouse.cache.key;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import java.util.Objects;

/** Requests for tests, in short. */
final class Requests {
  private Requests() {}

  /** A GET of {@code https://shop.example} with {@code target} and {@code lines}. */
  static Request get(String target, String... lines) {
    Headers headers = new Headers();
    for (String line : lines) {
      int colon = line.indexOf(':');
      headers.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    int mark = target.indexOf('?');
    return new Request(
        "GET",
        HttpVersion.HTTP_1_1,
        "https",
        Objects.requireNonNull(Authority.parse("shop.example")),
        target,
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? null : target.substring(mark + 1),
        headers,
        Body.empty());
  }
}
