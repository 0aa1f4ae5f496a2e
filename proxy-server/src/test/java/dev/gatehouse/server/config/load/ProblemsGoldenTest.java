package dev.gatehouse.server.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of {@code golden/*.yaml} against the problems expected of it in the file of the same
 * name with the ending {@code .problems}. With {@code -Dgatehouse.golden=DIRECTORY} they are
 * written to that directory instead.
 */
class ProblemsGoldenTest {
  static Stream<Path> files() throws IOException, URISyntaxException {
    Path golden =
        Path.of(Objects.requireNonNull(ProblemsGoldenTest.class.getResource("golden")).toURI());
    try (Stream<Path> files = Files.list(golden)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aBadFileShowsAllItsProblems(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String expectedName = name.replace(".yaml", ".problems");
    String actual = String.join("\n", problems(name, Files.readString(file))) + "\n";

    String write = System.getProperty("gatehouse.golden");
    if (write != null) {
      Files.writeString(Path.of(write, expectedName), actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file.resolveSibling(expectedName)));
  }

  @Test
  void tenMistakesAreTenProblemsWithLines() throws IOException, URISyntaxException {
    Path file = files().filter(f -> f.endsWith("ten-mistakes.yaml")).findFirst().orElseThrow();

    assertThat(problems("f", Files.readString(file)))
        .hasSize(10)
        .allMatch(line -> line.matches("f:[0-9]+:[0-9]+: .*"));
  }

  private static List<String> problems(String name, String text) {
    return switch (Loads.load(name, text)) {
      case Loaded.Valid valid -> throw new AssertionError("a problem was expected");
      case Loaded.Invalid invalid -> invalid.problems().stream().map(Problem::toString).toList();
    };
  }
}
