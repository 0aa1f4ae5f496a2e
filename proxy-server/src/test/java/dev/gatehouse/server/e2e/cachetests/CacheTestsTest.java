package dev.gatehouse.server.e2e.cachetests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public suite for HTTP caches, both editions. With {@code -Dgatehouse.cache-tests=write} the
 * results are recorded and the page about them is written first.
 */
class CacheTestsTest {
  private static final Path PAGE = Path.of("..", "docs", "cache-tests.md");
  private static final Path README = Path.of("..", "README.md");

  private static final Argued ARGUED = Argued.load();
  private static final List<Score> SCORES = new ArrayList<>();

  @BeforeAll
  static void play() throws IOException, InterruptedException {
    for (Edition edition : Edition.values()) {
      SCORES.add(Score.play(edition));
    }
    if ("write".equals(System.getProperty("gatehouse.cache-tests"))) {
      for (Score score : SCORES) {
        score.record();
      }
      Files.writeString(PAGE, new ScorePage(SCORES, ARGUED).text());
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyCaseEndsAsItShould() {
    return SCORES.stream()
        .map(score ->
            DynamicContainer.dynamicContainer(
                score.edition().title(),
                score.cases().stream()
                    .map(each -> DynamicTest.dynamicTest(each.id(), () -> expect(score, each)))));
  }

  /** What is required passes, or there is an argument; the rest stays as it was recorded. */
  private static void expect(Score score, Case played) throws IOException {
    Verdict verdict = score.of(played);
    String argument = ARGUED.of(score.edition(), played);
    boolean behaviour = played.kind() == Case.Kind.CHECK;
    if (verdict.passed()) {
      assertThat(argument).as("an argument that is not needed").isNull();
    } else if (!behaviour) {
      assertThat(argument).as("%s: %s", played.name(), verdict.why()).isNotNull();
    }
    Map<String, String> recorded = Score.recorded(score.edition());
    assertThat(verdict.result().code())
        .as("%s: %s; to record it: -Dgatehouse.cache-tests=write", played.name(), verdict.why())
        .isEqualTo(recorded.get(played.id()));
  }

  @Test
  void whatSurvivesARestartOnDiskAnswersAsWhatStayed(@TempDir Path directory) throws Exception {
    Map<String, String> recorded = Score.recorded(Edition.REPOSITORY);
    Map<List<Boolean>, List<Case>> byPauses =
        Edition.REPOSITORY.cases().stream()
            .filter(each -> each.reuses() && "passed".equals(recorded.get(each.id())))
            .collect(Collectors.groupingBy(Case::pauses));
    Map<String, Verdict> verdicts = new HashMap<>();
    try (Player player = new Player(Edition.REPOSITORY, directory)) {
      for (List<Case> cases : byPauses.values()) {
        verdicts.putAll(player.play(cases));
      }
    }

    assertThat(verdicts).hasSizeGreaterThan(150);
    assertThat(verdicts).allSatisfy((id, verdict) -> assertThat(verdict.why()).isEmpty());
  }

  @Test
  void thePageAndTheReadmeSayHowItStands() throws IOException {
    ScorePage page = new ScorePage(SCORES, ARGUED);

    assertThat(Files.readString(PAGE)).isEqualTo(page.text());
    assertThat(Files.readString(README)).contains(page.table());
  }
}
