package dev.gatehouse.server.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as configuration: gives settings, or problems that each have their place. */
final class ConfigurationFuzz {
  private static final Path NOWHERE = Path.of("/nonexistent/gatehouse");

  static Stream<Arguments> seeds() throws IOException {
    Path directory = Path.of("src/test/resources/dev/gatehouse/server/config/load");
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      return examples.stream().map(ConfigurationFuzz::read).map(Arguments::of);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void givesSettingsOrProblems(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Loaded loaded = new ConfigurationLoader(Map.of("A", "b")).load("fuzz.yaml", text, NOWHERE);
    assertThat(loaded).isNotNull();
  }
}
