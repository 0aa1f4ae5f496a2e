package dev.gatehouse.server.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.filter.respond.RespondSettings;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.routing.ValueMatch;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.config.RouteTarget;
import dev.gatehouse.tls.CertificateSettings;
import dev.gatehouse.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
  private static final String LISTENER = "listeners: {web: {address: '0.0.0.0:8080'}}\n";

  @Test
  void theShortestUsefulFileLoads() {
    GatehouseSettings settings =
        Loads.valid(
            """
            listeners: {web: {address: "0.0.0.0:8080"}}
            pools:     {app: {backends: ["http://127.0.0.1:3000"]}}
            routes:    [{pool: app}]
            """);

    assertThat(settings.listeners())
        .containsExactly(
            Map.entry("web", new ListenerSettings("web", new HostPort("0.0.0.0", 8080))));
    BackendSettings backend = new BackendSettings(BackendUrl.parse("http://127.0.0.1:3000"));
    assertThat(settings.pools())
        .containsExactly(Map.entry("app", new PoolSettings("app", List.of(backend))));
    assertThat(settings.routes().getFirst().target()).isEqualTo(new RouteTarget.ToPool("app"));
    assertThat(settings.routes().getFirst().name()).isEqualTo("route-1");
  }

  @Test
  void textsThatYamlOnceTookForOtherThingsStayTexts() {
    GatehouseSettings settings =
        Loads.valid(
            LISTENER
                + """
                routes:
                  - match: {query: {a: yes, b: 0777, c: 12:30, d: 1.10, e: true}}
                    respond: {}
                """);

    assertThat(settings.routes().getFirst().match().query())
        .isEqualTo(
            Map.of(
                "a", new ValueMatch.Exact("yes"),
                "b", new ValueMatch.Exact("0777"),
                "c", new ValueMatch.Exact("12:30"),
                "d", new ValueMatch.Exact("1.10"),
                "e", new ValueMatch.Exact("true")));
  }

  @Test
  void referencesStandForTheirValues(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("secret"), "from a file\n");
    String text =
        LISTENER
            + """
            routes:
              - respond:
                  status: ${STATUS}
                  body: "${NONE:-a}${EMPTY:-b}${EMPTY}-$${NONE}-${file:secret}"
            """;
    Map<String, String> environment = Map.of("STATUS", "404", "EMPTY", "");

    Loaded loaded = new ConfigurationLoader(environment).load("f", text, directory);

    RouteTarget target = ((Loaded.Valid) loaded).settings().routes().getFirst().target();
    assertThat(target)
        .isEqualTo(
            new RouteTarget.Respond(new RespondSettings(404, Map.of(), "ab-${NONE}-from a file")));
  }

  @Test
  void anAliasStandsForWhatItsAnchorMarks() {
    GatehouseSettings settings =
        Loads.valid(
            LISTENER
                + """
                routes:
                  - {match: {path: /a}, respond: {}, timeouts: &slow {first-byte: 5m}}
                  - {match: {path: /b}, respond: {}, timeouts: *slow}
                """);

    assertThat(settings.routes().get(1).timeouts()).isEqualTo(settings.routes().get(0).timeouts());
  }

  @Test
  void aliasesOfAliasesAreBounded() {
    StringBuilder text = new StringBuilder(LISTENER).append("x0: &x0 {pool: nowhere}\n");
    for (int i = 1; i < 30; i++) {
      text.append("x" + i + ": &x" + i + " [" + ("*x" + (i - 1) + ",").repeat(10) + "]\n");
    }
    text.append("routes: &r [" + "*x0,".repeat(1000) + "]\n");

    assertThat(Loads.problems(text.toString()))
        .hasSize(31)
        .anyMatch(problem -> problem.contains("no pool is named nowhere"));
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(Loads.problems(LISTENER + "routes: " + "[".repeat(5000) + "]".repeat(5000)))
        .anyMatch(problem -> problem.contains("nested too deeply"));
  }

  @Test
  void aFileThatCannotBeReadIsOneLine(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing.yaml");
    Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});

    assertThat(problems(missing)).containsExactly(missing + ": no such file");
    assertThat(problems(directory)).containsExactly(directory + ": is a directory");
    assertThat(problems(binary)).containsExactly(binary + ": is not UTF-8");
  }

  @Test
  void pathsAreRelativeToTheDirectoryOfTheFile(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("gatehouse.yaml"),
            """
            listeners:
              web: {address: "[::]:0", tls: {certificates: [{certificate: a.crt, key: ../a.key}]}}
            routes: [{respond: {}}]
            """);

    GatehouseSettings settings =
        ((Loaded.Valid) new ConfigurationLoader(Map.of()).load(file)).settings();

    TlsSettings tls =
        new TlsSettings(
            List.of(
                new CertificateSettings.Files(
                    directory.resolve("a.crt"), directory.resolveSibling("a.key"))));
    assertThat(settings.listeners())
        .containsExactly(
            Map.entry("web", new ListenerSettings("web", HostPort.parse("[::]:0"), tls)));
  }

  @Test
  void problemsThatShowLaterHavePositionsToo() {
    Loaded loaded =
        Loads.load(
            """
            listeners: {web: {address: "0.0.0.0:80"}}
            routes:
              - respond: {}
              - name: b
                respond: {}
            """);
    Positions positions = ((Loaded.Valid) loaded).positions();

    assertThat(positions.problem("listeners.web.address", "taken", "a free one"))
        .hasToString("f:1:28: listeners.web.address: taken (expected: a free one)");
    assertThat(positions.problem("routes[1].match.path", "odd", null))
        .hasToString("f:4:5: routes[1].match.path: odd");
  }

  private static List<String> problems(Path file) {
    Loaded loaded = new ConfigurationLoader(Map.of()).load(file);
    return ((Loaded.Invalid) loaded).problems().stream().map(Problem::toString).toList();
  }
}
