package dev.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ways from document to document, and from the index to all of them. */
class DocumentLinksTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  /** Files by name, and headings as GitHub makes anchors of them. */
  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> documents = new ArrayList<>(documents());
    documents.add(Path.of("..", "README.md"));
    for (Path document : documents) {
      Path folder = Objects.requireNonNull(document.getParent());
      for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
        String target = link.group(1);
        if (target.contains("://")) {
          continue;
        }
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : folder.resolve(parts[0]);
        assertThat(file).as("%s: %s", document, target).exists();
        if (parts.length == 2) {
          assertThat(anchors(file)).as("%s: %s", document, target).contains(parts[1]);
        }
      }
    }
  }

  @Test
  void everyDocumentStandsInTheIndex() throws IOException {
    Path index = DOCS.resolve("README.md");
    String text = Files.readString(index);

    assertThat(documents().stream().filter(file -> !file.equals(index)))
        .allSatisfy(file -> assertThat(text).contains("(" + file.getFileName() + ")"));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(DOCS)) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  private static List<String> anchors(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
