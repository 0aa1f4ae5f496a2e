package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.server.e2e.cachetests.Case.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What came of all cases of an edition, in the edition's order. */
record Score(Edition edition, List<Case> cases, Map<String, Verdict> verdicts) {
  private static final Path RESOURCES =
      Path.of("src/test/resources/dev/gatehouse/server/e2e/cachetests");

  /** Plays an edition. */
  static Score play(Edition edition) throws IOException, InterruptedException {
    try (Player player = new Player(edition, null)) {
      return new Score(edition, edition.cases(), player.play());
    }
  }

  Verdict of(Case played) {
    return Objects.requireNonNull(verdicts.get(played.id()), played.id());
  }

  List<Case> cases(Kind kind) {
    return cases.stream().filter(each -> each.kind() == kind).toList();
  }

  /** The cases of a kind that do not pass. */
  List<Case> failed(Kind kind) {
    return cases(kind).stream().filter(each -> !of(each).passed()).toList();
  }

  /** Such as {@code 160 of 165}. */
  String sum(Kind kind) {
    int all = cases(kind).size();
    return (all - failed(kind).size()) + " of " + all;
  }

  /** Writes the result of every case beside the cases. */
  void record() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Case each : cases) {
      text.append(each.id()).append(' ').append(of(each).result().code()).append('\n');
    }
    Files.writeString(file(edition), text);
  }

  /** The results that were recorded last, by id. */
  static Map<String, String> recorded(Edition edition) throws IOException {
    Map<String, String> results = new HashMap<>();
    for (String line : Files.readAllLines(file(edition))) {
      int blank = line.indexOf(' ');
      results.put(line.substring(0, blank), line.substring(blank + 1));
    }
    return results;
  }

  private static Path file(Edition edition) {
    return RESOURCES.resolve(edition.file() + ".score");
  }
}
