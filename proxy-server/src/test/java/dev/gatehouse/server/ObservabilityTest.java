package dev.gatehouse.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.cache.filter.CacheResult;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.failure.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The metrics by the conventions of Prometheus, and the dashboard and the alert rules in {@code
 * conf} against the metrics that there are.
 */
class ObservabilityTest {
  private static final Path RULES = Path.of("..", "conf", "prometheus", "gatehouse.rules.yml");
  private static final Path DASHBOARD = Path.of("..", "conf", "grafana", "gatehouse.json");

  /** Labels that Prometheus adds when it scrapes. */
  private static final Set<String> ADDED = Set.of("job", "instance");

  /** Series that Prometheus makes itself, or that are there from the first collection on. */
  private static final Set<String> ELSEWHERE =
      Set.of("up", "jvm_gc_pause_seconds_sum", "jvm_gc_pause_seconds_max");

  private static final Pattern SELECTOR =
      Pattern.compile("\\b(up|(?:gatehouse|process|jvm|system)_[a-z_]+)\\b(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
  private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");
  private static final Pattern LEGEND =
      Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z_]+)\\s*}}");

  private static Scrape scrape = Scrape.of("");

  /**
   * What is asked of Prometheus.
   *
   * @param words in which labels are named besides: a legend or a summary
   */
  private record Query(String expression, String words) {}

  @BeforeAll
  static void scrape(@TempDir Path folder) throws Exception {
    scrape = Scrape.of(ShippedConfigurationsTest.scrapeWithEverything(folder));
  }

  @Test
  void everyMetricOfGatehouseHasANameByConvention() {
    List<String[]> own =
        scrape.types().stream().filter(each -> each[0].startsWith("gatehouse_")).toList();

    assertThat(own).hasSizeGreaterThan(80);
    for (String[] each : own) {
      String name = each[0];
      assertThat(name).matches("gatehouse(_[a-z]+)+");
      assertThat(name.endsWith("_total")).as(name).isEqualTo(each[1].equals("counter"));
      assertThat(name).doesNotContainPattern("_(millis|ms|nanos|ns|kb|mb|minutes|count|sum)(_|$)");
      assertThat(scrape.text()).containsPattern("(?m)^# HELP " + name + " [A-Z1].*\\.$");
    }
  }

  @Test
  void theDashboardNamesOnlyMetricsAndLabelsThatThereAre() throws IOException {
    List<Query> queries = new ArrayList<>();
    collect(JsonMapper.shared().readTree(Files.readString(DASHBOARD)), queries);

    assertThat(queries).hasSizeGreaterThan(60);
    queries.forEach(ObservabilityTest::assertKnown);
  }

  @Test
  void theAlertRulesNameOnlyMetricsAndLabelsThatThereAre() throws IOException {
    String rules = Files.readString(RULES);
    List<String> alerts = Arrays.stream(rules.split("      - alert: ", -1)).skip(1).toList();

    assertThat(alerts).hasSizeGreaterThan(15);
    for (String alert : alerts) {
      int labels = alert.indexOf("labels: {severity:");
      assertThat(labels).as(alert).isPositive();
      assertKnown(
          new Query(
              alert.substring(alert.indexOf("expr:"), labels),
              alert.substring(alert.indexOf("summary:"))));
    }
  }

  @Test
  void everyAlertIsExplained() throws IOException {
    String operations = Files.readString(Path.of("..", "docs", "operations.md"));
    List<String> alerts =
        Pattern.compile("- alert: (\\w+)")
            .matcher(Files.readString(RULES))
            .results()
            .map(match -> match.group(1))
            .toList();
    List<String> explained =
        Pattern.compile("(?m)^\\| `(Gatehouse\\w+)` \\|")
            .matcher(operations)
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(explained).containsExactlyElementsOf(alerts);
  }

  /** Prometheus' own tool knows best; where it is not installed, the tests above have to do. */
  @Test
  void promtoolFindsNothingWrong() throws Exception {
    assumeTrue(runs("promtool", "--version"), "promtool is not installed");
    Path folder = RULES.getParent();
    assertThat(runs("promtool", "check", "rules", RULES.toString())).isTrue();
    assertThat(runs("promtool", "test", "rules", folder + "/gatehouse.rules.test.yml")).isTrue();
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      return process.waitFor(60, SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  /** Every query below {@code node}, wherever Grafana keeps them. */
  private static void collect(JsonNode node, List<Query> into) {
    String legend = node.path("legendFormat").asString("") + node.path("textFormat").asString("");
    for (String key : List.of("expr", "query")) {
      String text = node.path(key).asString("");
      if (text.contains("gatehouse_") || text.contains("{")) {
        into.add(new Query(text, legend));
      }
    }
    node.forEach(child -> collect(child, into));
  }

  private static void assertKnown(Query query) {
    Set<String> labels = new TreeSet<>(ADDED);
    List<MatchResult> selectors = SELECTOR.matcher(query.expression()).results().toList();
    assertThat(selectors).as(query.expression()).isNotEmpty();
    for (MatchResult selector : selectors) {
      String name = selector.group(1);
      if (!ELSEWHERE.contains(name)) {
        assertThat(scrape.series().keySet()).as(query.expression()).contains(name);
      }
      Map<String, Set<String>> known = scrape.series().getOrDefault(name, Map.of());
      labels.addAll(known.keySet());
      Matcher matcher = MATCHER.matcher(selector.group(2) == null ? "" : selector.group(2));
      while (matcher.find()) {
        assertMatches(name, matcher.group(1), matcher.group(3), known);
      }
    }
    String named =
        String.join(
            ",", GROUPED.matcher(query.expression()).results().map(each -> each.group(1)).toList());
    for (String label : named.split("[ ,]+", 0)) {
      assertThat(labels).as(query.expression()).contains(label.isEmpty() ? "job" : label);
    }
    LEGEND
        .matcher(query.words())
        .results()
        .forEach(label -> assertThat(labels).as(query.words()).contains(label.group(1)));
  }

  private static void assertMatches(
      String name, String label, String value, Map<String, Set<String>> known) {
    if (ADDED.contains(label)) {
      return;
    }
    assertThat(known).as(name).containsKey(label);
    if (value.startsWith("$")) {
      return; // a choice of whoever looks at the dashboard
    }
    Set<String> words = new TreeSet<>(known.getOrDefault(label, Set.of()));
    words.addAll(closed(label));
    for (String word : value.split("\\|", -1)) {
      assertThat(words).as(name + "{" + label + "}").contains(word);
    }
  }

  /** The values that a label may have which do not all occur in one scrape. */
  private static List<String> closed(String label) {
    return switch (label) {
      case "reason" -> {
        List<String> codes =
            new ArrayList<>(
                Arrays.stream(FailureReason.values()).map(FailureReason::code).toList());
        codes.addAll(Arrays.stream(Ending.values()).map(Ending::code).toList());
        yield codes;
      }
      case "result" -> Arrays.stream(CacheResult.values()).map(CacheResult::code).toList();
      case "decision" -> Arrays.stream(StoreDecision.values()).map(StoreDecision::code).toList();
      case "standing" -> List.of("up", "warming", "ejected", "failing", "draining", "down");
      case "status" -> List.of("1xx", "2xx", "3xx", "4xx", "5xx", "none");
      default -> List.of();
    };
  }
}
