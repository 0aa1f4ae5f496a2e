package dev.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.filter.CacheResult;
import dev.gatehouse.cache.filter.Forward;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.lint.LintName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say of the sources, held against the sources. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TYPE = Pattern.compile("`@?([A-Z][A-Za-z0-9]+)`");
  private static final Pattern PACKAGE = Pattern.compile("`((?:core|tls|cache|server)[a-z0-9.]*)");
  private static final Pattern SHARED =
      Pattern.compile(
          "\\b(volatile|synchronized|Atomic[A-Z]\\w+|Concurrent[A-Z]\\w+|LongAdder|VarHandle"
              + "|CopyOnWrite\\w+|\\w+Lock|\\w+BlockingQueue)\\b");

  @Test
  void everyTypeThatTheArchitectureNamesExists() {
    assertThat(found(TYPE, "ARCHITECTURE.md"))
        .hasSizeGreaterThan(50)
        .isSubsetOf(types("main", "test"));
  }

  @Test
  void everyPackageThatTheArchitectureNamesExists() {
    List<String> sources =
        sources("main").map(file -> String.valueOf(file.getParent()).replace('/', '.')).toList();
    assertThat(found(PACKAGE, "ARCHITECTURE.md"))
        .hasSizeGreaterThan(20)
        .allSatisfy(name ->
            assertThat(sources)
                .anyMatch(folder ->
                    (folder + ".")
                        .contains(".dev.gatehouse." + name.replaceAll("\\.$", "") + ".")));
  }

  @Test
  void everySharedObjectIsListedAndNoOther() {
    Set<String> shared =
        sources("main")
            .filter(file -> code(file).anyMatch(line -> SHARED.matcher(line).find()))
            .map(DocumentationTest::type)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> listed =
        lines(ROOT.resolve("docs").resolve("CONCURRENCY.md"))
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|", 3)[1])
            .flatMap(cell -> TYPE.matcher(cell).results())
            .map(result -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).isEqualTo(shared);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/configuration.md",
        "docs/caching.md",
        "docs/getting-started.md",
        "docs/security.md"
      })
  void everyConfigurationThatIsShownIsValid(String document) throws IOException {
    List<String> shown =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve(document)))
            .results()
            .map(result -> result.group(1))
            .filter(text -> text.contains("listeners:"))
            .toList();

    assertThat(shown).isNotEmpty();
    for (String text : shown) {
      assertThat(new ConfigurationLoader(Map.of()).load(document, text, ROOT))
          .isInstanceOf(Loaded.Valid.class);
    }
  }

  @Test
  void everyReasonStandsInTheTableOfErrors() {
    List<String> rows =
        lines(ROOT.resolve("docs").resolve("operations.md"))
            .filter(line -> line.matches("\\| `[a-z0-9-]+` \\| \\d{3} \\|.*"))
            .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2) + 1))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(FailureReason.values())
                .map(reason ->
                    "| `%s` | %d | %s |"
                        .formatted(reason.code(), reason.status(), reason.proxyStatus()))
                .toList());
  }

  @Test
  void everyEndingStandsInTheTableOfEndings() {
    List<String> rows =
        lines(ROOT.resolve("docs").resolve("operations.md"))
            .dropWhile(line -> !line.equals("## Connections that Gatehouse ends"))
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(Arrays.stream(Ending.values()).map(Ending::code).toList());
  }

  /** Names stand in logs, metrics and Cache-Status, and are looked up here. */
  @Test
  void everyReasonOfTheCacheStandsInTheGuideToCaching() {
    Set<String> named = found(Pattern.compile("`([a-z-]+)`"), "caching.md");

    assertThat(named)
        .containsAll(
            Arrays.stream(StoreDecision.values())
                .filter(decision -> decision != StoreDecision.STORE)
                .map(StoreDecision::code)
                .toList())
        .containsAll(Arrays.stream(Forward.values()).map(Forward::code).toList())
        .containsAll(Arrays.stream(CacheResult.values()).map(CacheResult::code).toList());
  }

  @Test
  void everyWarningStandsInTheTableOfWarnings() {
    assertThat(found(Pattern.compile("`([a-z-]+)`"), "operations.md"))
        .containsAll(Arrays.stream(LintName.values()).map(LintName::word).toList());
  }

  private static Set<String> found(Pattern pattern, String document) {
    return lines(ROOT.resolve("docs").resolve(document))
        .flatMap(line -> pattern.matcher(line).results())
        .map((MatchResult result) -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> types(String... kinds) {
    return Arrays.stream(kinds)
        .flatMap(DocumentationTest::sources)
        .map(DocumentationTest::type)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String type(Path file) {
    return String.valueOf(file.getFileName()).replace(".java", "");
  }

  /** The lines of a source that are neither comments nor imports. */
  private static Stream<String> code(Path file) {
    return lines(file).filter(line -> !line.matches("\\s*(\\*|//|/\\*|import ).*"));
  }

  private static Stream<Path> sources(String kind) {
    return Stream.of("proxy-core", "proxy-tls", "proxy-cache", "proxy-server")
        .map(module -> ROOT.resolve(module).resolve("src").resolve(kind).resolve("java"))
        .filter(Files::exists)
        .flatMap(folder -> {
          try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
