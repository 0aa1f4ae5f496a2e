package dev.gatehouse.server.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.trial.Course;
import dev.gatehouse.tls.CertificateInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a configuration is warned of, each with its place and what would be right. */
class LintTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String SERVER =
      """
      listeners: {web: {address: "127.0.0.1:8080"}}
      pools: {app: {backends: ["http://127.0.0.1:1"]}}
      """;

  private static List<String> warnings(String text, CertificateInfo... certificates) {
    if (!(new ConfigurationLoader(Map.of()).load("f", text, Path.of("/"))
        instanceof Loaded.Valid valid)) {
      throw new AssertionError(new ConfigurationLoader(Map.of()).load("f", text, Path.of("/")));
    }
    return Lint.warnings(
            valid.settings(),
            Course.table(valid.settings()),
            certificates.length == 0 ? Map.of() : Map.of("web", List.of(certificates)),
            NOW,
            valid.positions())
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void aPlainConfigurationIsWarnedOfNothing() {
    assertThat(warnings(SERVER + "routes: [{pool: app}]")).isEmpty();
  }

  @Test
  void routesThatNoRequestReachesAreNamedWithTheirPlace() {
    assertThat(
            warnings(
                SERVER
                    + """
                    routes:
                      - {name: all, pool: app, match: {path-prefix: /}}
                      - {name: images, pool: app, match: {path-regex: "/img/[0-9]+"}}
                      - {name: get, match: {path: /a, methods: [GET]}, respond: {}}
                      - {name: beta, match: {path: /a, headers: {x-beta: "1"}}, respond: {}}
                    """))
        .containsExactly(
            "f:5:5: routes[1]: unreachable-route: no request reaches images: all comes first (all"
                + " is more specific by path-prefix /) (expected: conditions by which it is more"
                + " specific, or another order in the file)",
            "f:7:5: routes[3]: shadowed-route: get comes before beta for listener web, method GET"
                + " (get asks for the method) (expected: conditions by which it is more specific)");
  }

  @Test
  void whatNothingUsesIsNamed() {
    assertThat(
            warnings(
                """
                listeners: {web: {address: "127.0.0.1:1"}, more: {address: "127.0.0.1:2"}}
                pools: {app: {backends: ["http://127.0.0.1:1"]}, old: {backends: ["http://127.0.0.1:1"]}}
                routes: [{pool: app, listeners: [web]}]
                """))
        .map(each -> each.replaceAll(" \\(expected.*", ""))
        .containsExactly(
            "f:1:50: listeners.more: unused-listener: no route is for listener more: every request"
                + " there is answered 404",
            "f:2:55: pools.old: unused-pool: no route sends to pool old");
  }

  @Test
  void trustThatIsTooWideIsNamed() {
    assertThat(
            warnings(
                """
                admin: {address: "0.0.0.0:9901"}
                trusted-proxies: {peers: [0.0.0.0/0]}
                listeners: {web: {address: "127.0.0.1:8080"}}
                pools: {app: {backends: ["https://127.0.0.1:1"], tls: {verify: false}}}
                routes: [{pool: app}]
                """))
        .map(LintTest::name)
        .containsExactly("open-admin", "trusts-everyone", "unverified-tls");
    assertThat(warnings(SERVER + "admin: {address: '[::1]:9901'}\nroutes: [{pool: app}]"))
        .isEmpty();
  }

  @Test
  void missingLimitsAndMistakesOfRoutesAreNamed() {
    assertThat(
            warnings(
                SERVER
                    + """
                    routes:
                      - {match: {path: /1}, pool: app, request-body: {mode: stream}}
                      - {match: {path: /2}, pool: app, timeouts: {first-byte: 0s}}
                      - {match: {path: /3}, pool: app, mirror: {pool: app}}
                      - {match: {path: /4, hosts: [a.example, A.Example.]}, pool: app}
                      - {match: {path-regex: /static}, pool: app}
                      - {match: {path: /5}, redirect: {to: "{uri}"}}
                      - {match: {path: /6}, redirect: {to: "https://{host}{uri}"}}
                      - {match: {path: /7}, pool: app, request-body: {mode: stream, max: 1MiB}, timeouts: {first-byte: 0s, total: 1m}}
                    """))
        .map(LintTest::name)
        .containsExactly(
            "no-body-limit",
            "no-timeout",
            "mirror-to-itself",
            "duplicate-host",
            "literal-regex",
            "redirect-loop");
    assertThat(
            warnings(
                """
                listeners:
                  web: {address: "127.0.0.1:8080"}
                  secure: {address: "127.0.0.1:8443", tls: {certificates: [{self-signed: [a]}]}}
                routes: [{redirect: {to: "https://{host}{uri}"}}]
                """))
        .map(LintTest::name)
        .containsExactly("redirect-loop");
  }

  @Test
  void certificatesThatEndSoonAreNamed() {
    String text = SERVER + "routes: [{pool: app}]";
    Instant soon = NOW.plus(Duration.ofDays(29));

    assertThat(
            warnings(
                text,
                new CertificateInfo("late.crt", List.of("a"), NOW.plus(Duration.ofDays(31))),
                new CertificateInfo("soon.crt", List.of("a"), soon),
                new CertificateInfo("self-signed", List.of("a"), soon)))
        .singleElement()
        .asString()
        .contains("tls.certificates[1]: expiring-certificate: soon.crt ends in 29 days");
  }

  @Test
  void whatIsAllowedIsNotWarnedOf() {
    String unused = SERVER + "routes: [{respond: {}}]\n";

    assertThat(warnings(unused)).hasSize(1);
    assertThat(warnings(unused + "lint: {allow: [unused-pool]}")).isEmpty();
  }

  private static String name(String warning) {
    return warning.replaceFirst("^\\S+ \\S+ ([a-z-]+): .*", "$1");
  }
}
