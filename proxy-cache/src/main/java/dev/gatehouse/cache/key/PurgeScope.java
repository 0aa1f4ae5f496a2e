package dev.gatehouse.cache.key;

import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.RequestTarget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a purge means, in a form that the store can look up. */
public sealed interface PurgeScope {
  /**
   * All responses whose keys begin so.
   *
   * @param prefixes any of them; none begins with another
   */
  record Keys(List<String> prefixes) implements PurgeScope {
    public Keys {
      prefixes = List.copyOf(prefixes);
    }
  }

  /** All responses with a tag. */
  record Tag(String tag) implements PurgeScope {}

  /** Everything. */
  static PurgeScope all() {
    return new Keys(List.of(""));
  }

  /**
   * All responses to requests for one URL, of whatever route, and whatever fields or cookies they
   * were chosen by.
   *
   * @param url as clients ask for it, in any form that means the same
   * @param narrowed what each route makes of a URL, see {@link CacheKey#narrowed}
   * @throws IllegalArgumentException if it is no URL of HTTP
   */
  static PurgeScope url(String url, Iterable<UnaryOperator<String>> narrowed) {
    Set<String> prefixes = new LinkedHashSet<>();
    for (String form : forms(url, "url")) {
      prefixes.add(CacheKey.prefix(form));
      narrowed.forEach(route -> prefixes.add(CacheKey.prefix(route.apply(form))));
    }
    return new Keys(List.copyOf(prefixes));
  }

  /**
   * All responses to requests for URLs that begin so; parts of a segment count: {@code
   * https://shop.example/a} is the beginning of {@code https://shop.example/ab}.
   *
   * @throws IllegalArgumentException if no URL of HTTP begins so
   */
  static PurgeScope prefix(String prefix) {
    return new Keys(forms(prefix, "prefix"));
  }

  /**
   * All responses to requests for a host, on its port if it has one, else on any.
   *
   * @throws IllegalArgumentException if it is no host
   */
  static PurgeScope host(String host) {
    Authority authority = Authority.parse(host);
    if (authority == null) {
      throw new IllegalArgumentException(
          "host: " + host + " (expected: a host, with or without a port)");
    }
    List<String> prefixes = new ArrayList<>();
    for (String scheme : List.of("http://", "https://")) {
      prefixes.add(scheme + authority.text() + '/');
      if (authority.port() < 0) {
        prefixes.add(scheme + authority.text() + ':');
      }
    }
    return new Keys(prefixes);
  }

  /**
   * All responses with a tag.
   *
   * @throws IllegalArgumentException if no response can carry it
   */
  static PurgeScope tag(String tag) {
    if (!Tags.isTag(tag)) {
      throw new IllegalArgumentException(
          "tag: " + tag + " (expected: a word without spaces and commas)");
    }
    return new Tag(tag);
  }

  /** A URL in its normal form: with and without the port that its scheme has anyway. */
  private static List<String> forms(String url, String name) {
    RequestTarget target = RequestTarget.parse(Methods.GET, url, EncodedSlash.KEEP);
    Authority authority = target.authority();
    if (target.refusal() != null || authority == null) {
      throw new IllegalArgumentException(
          name + ": " + url + " (expected: http://host/path or https://host/path)");
    }
    String scheme = url.substring(0, url.indexOf(':')).toLowerCase(Locale.ROOT);
    String rest = target.path() + (target.query() == null ? "" : '?' + target.query());
    String usual = scheme.equals("https") ? ":443" : ":80";
    String text = authority.text();
    String other = other(authority, usual);
    List<String> forms = new ArrayList<>(2);
    forms.add(scheme + "://" + text + rest);
    if (other != null) {
      forms.add(scheme + "://" + other + rest);
    }
    return forms;
  }

  private static @Nullable String other(Authority authority, String usual) {
    String text = authority.text();
    if (authority.port() < 0) {
      return text + usual;
    }
    return text.endsWith(usual) ? text.substring(0, text.length() - usual.length()) : null;
  }
}
