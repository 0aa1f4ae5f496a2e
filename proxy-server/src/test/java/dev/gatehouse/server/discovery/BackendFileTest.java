package dev.gatehouse.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.server.config.load.BackendList;
import dev.gatehouse.server.config.load.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendFileTest {
  @TempDir private Path folder;
  private Path path;
  private BackendFile file;

  @BeforeEach
  void load() throws IOException {
    path = folder.resolve("backends.yaml");
    Files.writeString(path, "- http://10.0.0.1\n");
    file = new BackendFile(path);
    assertThat(file.load()).isEmpty();
  }

  private static List<String> urls(List<BackendSettings> backends) {
    return backends.stream().map(each -> each.url().toString()).toList();
  }

  /** What a second look finds, which is the first to read a changed file. */
  private BackendList news() {
    assertThat(file.look()).as("somebody may be writing").isNull();
    return Objects.requireNonNull(file.look(), "no news");
  }

  @Test
  void hasNothingToSayWhileNothingChanges() {
    assertThat(urls(file.backends())).containsExactly("http://10.0.0.1:80");
    assertThat(file.look()).isNull();
    assertThat(file.look()).isNull();
  }

  @Test
  void readsAFileThatIsWrittenOver() throws IOException {
    Files.writeString(path, "- http://10.0.0.2\n- {url: http://10.0.0.3, weight: 2}\n");
    assertThat(urls(news().backends())).containsExactly("http://10.0.0.2:80", "http://10.0.0.3:80");
    assertThat(file.look()).isNull();
  }

  @Test
  void readsAFileThatIsReplaced() throws IOException {
    Path next = folder.resolve("next");
    Files.writeString(next, "[\"http://10.0.0.2\"]");
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    assertThat(urls(news().backends())).containsExactly("http://10.0.0.2:80");
  }

  @Test
  void readsAFileBehindALinkThatIsTurned() throws IOException {
    Path one = Files.writeString(folder.resolve("one"), "- http://10.0.0.1\n");
    Path two = Files.writeString(folder.resolve("two"), "- http://10.0.0.2\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), one);
    file = new BackendFile(link);
    assertThat(file.load()).isEmpty();
    Files.delete(link);
    Files.createSymbolicLink(link, two);
    assertThat(urls(news().backends())).containsExactly("http://10.0.0.2:80");
  }

  @Test
  void waitsUntilAFileStaysAsItIs() throws IOException {
    for (int i = 1; i < 5; i++) {
      Files.writeString(path, "- http://10.0.0.2\n".repeat(i));
      assertThat(file.look()).isNull();
    }
    Files.writeString(path, "- http://10.0.0.3\n");
    assertThat(urls(news().backends())).containsExactly("http://10.0.0.3:80");
  }

  @Test
  void keepsWhatWasGoodAndSaysOnceWhatIsWrong() throws IOException {
    Files.writeString(path, "- http://10.0.0.2\n- ftp://10.0.0.3\n");
    assertThat(news().problems())
        .extracting(Problem::toString)
        .containsExactly(
            path
                + ":2:3: [1]: ftp://10.0.0.3 (expected: http://host:port or https://host:port,"
                + " without a path)");
    assertThat(file.look()).isNull();
    assertThat(urls(file.backends())).containsExactly("http://10.0.0.1:80");
  }

  @Test
  void refusesAnEmptyListAndAFileThatIsGone() throws IOException {
    for (String text : List.of("", "[]", "# nothing\n")) {
      Files.writeString(path, text);
      assertThat(news().problems())
          .extracting(Problem::toString)
          .containsExactly(path + ": no backends (expected: a list of at least one)");
    }
    Files.delete(path);
    assertThat(news().problems())
        .extracting(Problem::toString)
        .containsExactly(path + ": no such file");
    assertThat(urls(file.backends())).containsExactly("http://10.0.0.1:80");
  }

  @Test
  void refusesWhatIsNoListOfDifferentBackends() throws IOException {
    Files.writeString(path, "- http://10.0.0.1\n- {url: 'http://10.0.0.1:80'}\n");
    assertThat(news().problems())
        .extracting(Problem::toString)
        .containsExactly(
            path + ":2:3: [1]: http://10.0.0.1:80 stands here twice (expected: each backend once)");
    Files.writeString(path, "backends: [http://10.0.0.1]\n");
    assertThat(news().problems())
        .extracting(Problem::toString)
        .containsExactly(path + ":1:1: keys with values (expected: a list)");
  }
}
