package dev.gatehouse.server.lint;

import dev.gatehouse.core.filter.buffer.RequestBodyMode;
import dev.gatehouse.core.filter.mirror.MirrorSettings;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one route says and hardly means. Pure.
 *
 * @param path where it stands
 * @param secure whether a listener that it is for speaks TLS
 */
record RouteLint(RouteSettings route, String path, boolean secure, List<Finding> findings) {
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9/_~-]+");
  private static final Set<String> SAME =
      Set.of("{uri}", "{scheme}://{host}{uri}", "{scheme}://{host}:{port}{uri}");
  private static final Set<String> SAME_BY_TLS =
      Set.of("https://{host}{uri}", "https://{host}:{port}{uri}", "https://{host}{path}");

  /** Adds what is found in the route at {@code index}. */
  static void findings(GatehouseSettings settings, int index, List<Finding> into) {
    RouteSettings route = settings.routes().get(index);
    new RouteLint(route, "routes[" + index + "]", Lint.speaksTls(settings, route), into).look();
  }

  private void look() {
    if (!route.target().pools().isEmpty()) {
      lookAtLimits();
    }
    if (route.target() instanceof RouteTarget.Redirect(var redirect)) {
      lookAtRedirect(redirect.to());
    }
    String regex = route.match().pathRegex();
    if (regex != null && LITERAL.matcher(regex).matches()) {
      add(
          LintName.LITERAL_REGEX,
          ".match.path-regex",
          regex + " matches this one path only, as an expression is for the whole path",
          "path: " + regex + ", or path-prefix: " + regex + ", both of which are found faster");
    }
    Set<String> hosts = new HashSet<>();
    for (String host : route.match().hosts()) {
      if (!hosts.add(host)) {
        add(
            LintName.DUPLICATE_HOST,
            ".match.hosts",
            host + " is there twice; case and a dot at the end do not count",
            "each host once");
      }
    }
    MirrorSettings mirror = route.mirror();
    if (mirror != null && route.target().pools().contains(mirror.pool())) {
      add(
          LintName.MIRROR_TO_ITSELF,
          ".mirror.pool",
          "pool " + mirror.pool() + " gets the request and the copy",
          "another pool");
    }
  }

  private void lookAtLimits() {
    if (route.requestBody().mode() == RequestBodyMode.STREAM && route.requestBody().max() == null) {
      add(
          LintName.NO_BODY_LIMIT,
          ".request-body",
          "a request body may be as long as a client likes",
          "max beside mode: stream");
    }
    TimeoutSettings times = route.timeouts();
    if (times.firstByte().isZero() && times.total().isZero()) {
      add(
          LintName.NO_TIMEOUT,
          ".timeouts",
          "a backend may keep a request waiting without end",
          "first-byte or total above 0s");
    }
  }

  private void lookAtRedirect(String to) {
    if (SAME.contains(to)) {
      add(LintName.REDIRECT_LOOP, ".redirect.to", to + " leads back here", "another place");
    } else if (secure && SAME_BY_TLS.contains(to)) {
      add(
          LintName.REDIRECT_LOOP,
          ".redirect.to",
          to + " leads back here, as the route is for a listener with TLS as well",
          "listeners: [...] with those in cleartext only");
    }
  }

  private void add(LintName name, String key, String message, String remedy) {
    findings.add(new Finding(name, path + key, message, remedy));
  }
}
