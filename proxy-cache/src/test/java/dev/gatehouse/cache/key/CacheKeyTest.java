package dev.gatehouse.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Request;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CacheKeyTest {
  private static final CacheKey PLAIN = new CacheKey("site", new KeySettings(), Set.of());

  @Test
  void aKeyIsTheUrlAndTheRoute() {
    assertThat(PLAIN.of(Requests.get("/a"))).isEqualTo("https://shop.example/a site");
    assertThat(PLAIN.of(Requests.get("/a?b=c&d"))).isEqualTo("https://shop.example/a?b=c&d site");
    assertThat(PLAIN.of(Requests.get("/a?"))).isEqualTo("https://shop.example/a? site");
    assertThat(PLAIN.url(Requests.get("/a?b"))).isEqualTo("https://shop.example/a?b");
    assertThat(PLAIN.of(Requests.get("/a"))).startsWith(CacheKey.prefix("https://shop.example/a"));
  }

  @Test
  void schemeAndHostAreThoseOfTheOutermostProxy() {
    Request request =
        Requests.get(
            "/",
            "x-forwarded-proto: http",
            "x-forwarded-host: shop.example:8080",
            "x-forwarded-port: 8080");

    assertThat(PLAIN.url(request)).isEqualTo("http://shop.example:8080/");
    assertThat(PLAIN.of(request)).startsWith("http://shop.example:8080/ site\n@shop.example:8080");
  }

  @Test
  void whatTheProxyWritesForTheBackendIsSaidByTheUrl() {
    assertThat(
            PLAIN.of(
                Requests.get(
                    "/",
                    "x-forwarded-proto: https",
                    "x-forwarded-host: shop.example",
                    "x-forwarded-port: 443")))
        .isEqualTo("https://shop.example/ site");
  }

  @Test
  void aPortThatTheUrlDoesNotSayIsAPartOfTheKey() {
    assertThat(
            PLAIN.of(Requests.get("/", "x-forwarded-host: shop.example", "x-forwarded-port: 1337")))
        .isEqualTo("https://shop.example/ site\n@shop.example:1337");
  }

  @Test
  void namedFieldsAndCookiesTellRequestsApart() {
    CacheKey key = key(new QueryPolicy.All(), List.of("accept-language"), List.of("currency"));

    assertThat(key.of(Requests.get("/", "accept-language: de", "cookie: a=1; currency=eur")))
        .isEqualTo("https://shop.example/ site\naccept-language: de\n;currency;=eur");
    assertThat(key.of(Requests.get("/", "accept-language: de", "accept-language: en")))
        .isEqualTo("https://shop.example/ site\naccept-language: de, en\n;currency");
  }

  @Test
  void anEmptyValueIsNotAnAbsentOne() {
    CacheKey key = key(new QueryPolicy.All(), List.of("x-a"), List.of("c"));

    assertThat(
            Set.of(
                key.of(Requests.get("/")),
                key.of(Requests.get("/", "x-a:")),
                key.of(Requests.get("/", "cookie: c=")),
                key.of(Requests.get("/", "x-a:", "cookie: c="))))
        .hasSize(4);
  }

  @Test
  void allCookiesOfANameCountHoweverTheyAreWritten() {
    CacheKey key = key(new QueryPolicy.All(), List.of(), List.of("c"));
    String one = key.of(Requests.get("/", "cookie: c=1"));

    assertThat(key.of(Requests.get("/", "cookie: c=1; c=2"))).isNotEqualTo(one);
    assertThat(key.of(Requests.get("/", "cookie: c=1", "cookie: c=2"))).isNotEqualTo(one);
    assertThat(key.of(Requests.get("/", "cookie: c =2"))).isNotEqualTo(key.of(Requests.get("/")));
    assertThat(key.of(Requests.get("/", "cookie: c=1; c=2")))
        .as("one cookie cannot look like two")
        .isNotEqualTo(key.of(Requests.get("/", "cookie: c=1=2")));
    assertThat(key.of(Requests.get("/", "cookie: c"))).isNotEqualTo(key.of(Requests.get("/")));
    assertThat(key.of(Requests.get("/", "cookie: c")))
        .isNotEqualTo(key.of(Requests.get("/", "cookie: c=")));
    assertThat(key.of(Requests.get("/", "cookie: cc=1; d=c=1")))
        .isEqualTo(key.of(Requests.get("/")));
  }

  @Test
  void aValueCannotPretendToBeAnotherPartOfTheKey() {
    CacheKey key = key(new QueryPolicy.All(), List.of("x-a", "x-b"), List.of());

    assertThat(key.of(Requests.get("/", "x-a: 1 x-b: 2")))
        .isNotEqualTo(key.of(Requests.get("/", "x-a: 1", "x-b: 2")));
  }

  @Test
  void whatIsNotInTheKeyIsNotSentOn() {
    CacheKey key =
        key(new QueryPolicy.Ignore(List.of("utm_*")), List.of("x-original-url"), List.of());
    Request request =
        Requests.get(
            "/a?b=1&utm_source=x",
            "accept: */*",
            "x-host: evil.example",
            "x-original-url: /b",
            "x_original_url: /c",
            "x-forwarded-host: shop.example");

    key.narrow(request);

    assertThat(request.query()).isEqualTo("b=1");
    assertThat(request.headers())
        .hasToString(
            """
            accept: */*
            x-original-url: /b
            x-forwarded-host: shop.example
            """);
  }

  @Test
  void whatTheRouteSetsItselfIsSentOn() {
    CacheKey key = new CacheKey("site", new KeySettings(), Set.of("x-script-name"));
    Request request = Requests.get("/", "x-script-name: /app", "x-rewrite-url: /");

    key.narrow(request);

    assertThat(request.headers()).hasToString("x-script-name: /app\n");
  }

  @Test
  void keysOfPartsAreKnown() {
    String key = PLAIN.of(Requests.get("/part"));
    assertThat(CacheKey.isPart(CacheKey.ofPart(key))).isTrue();
    assertThat(CacheKey.isPart(key)).isFalse();
    assertThat(CacheKey.isPart(key + CacheKey.PART)).as("a route may be named so").isFalse();
  }

  @Test
  void aUrlIsNarrowedAsRequestsAre() {
    CacheKey key = key(new QueryPolicy.Ignore(List.of("utm_*")), List.of(), List.of());

    assertThat(key.narrowed("https://a/b?utm_source=x")).isEqualTo("https://a/b");
    assertThat(key.narrowed("https://a/b?c=1&utm_source=x")).isEqualTo("https://a/b?c=1");
    assertThat(key.narrowed("https://a/b")).isEqualTo("https://a/b");
  }

  private static CacheKey key(QueryPolicy query, List<String> headers, List<String> cookies) {
    return new CacheKey("site", new KeySettings(query, headers, cookies), Set.of());
  }
}
