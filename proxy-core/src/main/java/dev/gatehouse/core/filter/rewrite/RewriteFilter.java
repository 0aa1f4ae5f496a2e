package dev.gatehouse.core.filter.rewrite;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.RequestPath;
import org.jspecify.annotations.Nullable;

/**
 * Changes the path and the host of a request on its way to the backend. Prefixes are whole
 * segments: {@code /shop} is one of {@code /shop} and {@code /shop/1}, not of {@code /shops}. A
 * path without the prefix to strip is left as it is, and gets the prefix to add all the same.
 *
 * <p>{@code host: backend} is not done here but where the backend is known ({@link
 * dev.gatehouse.core.forward.HostPolicy}). Immutable.
 */
public final class RewriteFilter implements Filter {
  private final String strip;
  private final String add;
  private final @Nullable Authority host;

  public RewriteFilter(RewriteSettings settings) {
    this.strip = prefix("strip-prefix", settings.stripPrefix());
    this.add = prefix("add-prefix", settings.addPrefix());
    this.host = settings.host() instanceof HostRewrite.Name name ? authority(name) : null;
  }

  /** Says whether there is anything for a filter to do. */
  public static boolean isNeeded(RewriteSettings settings) {
    return settings.stripPrefix() != null
        || settings.addPrefix() != null
        || settings.host() instanceof HostRewrite.Name;
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    Request request = exchange.request();
    request.path(rewrite(request.path()));
    if (host != null) {
      request.authority(host);
    }
    next.handle(exchange, responder);
  }

  /** The path for the backend; the asterisk of OPTIONS stays. */
  public String rewrite(String path) {
    if (!path.startsWith("/")) {
      return path;
    }
    String rest = startsWithSegments(path, strip) ? path.substring(strip.length()) : path;
    return withOneLeadingSlash(add.isEmpty() ? rest : add + rest);
  }

  private static boolean startsWithSegments(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  /** Prefixes are compared with and joined to normal paths, so they must be normal too. */
  private static String prefix(String name, @Nullable String prefix) {
    if (prefix == null) {
      return "";
    }
    String normal = RequestPath.normalize(prefix, EncodedSlash.KEEP);
    if (normal == null) {
      throw new IllegalArgumentException(name + ": " + prefix + " (expected: a path such as /api)");
    }
    return normal;
  }

  /** Two slashes at the start are read as the beginning of an authority by some. */
  private static String withOneLeadingSlash(String path) {
    int slashes = 0;
    while (slashes < path.length() && path.charAt(slashes) == '/') {
      slashes++;
    }
    return slashes == 1 ? path : '/' + path.substring(slashes);
  }

  private static Authority authority(HostRewrite.Name name) {
    Authority authority = Authority.parse(name.authority());
    if (authority == null) {
      throw new IllegalArgumentException(
          "host: " + name.authority() + " (expected: preserve, backend, or a host name)");
    }
    return authority;
  }
}
