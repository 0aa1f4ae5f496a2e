package dev.gatehouse.server.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.settings.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutputTest {
  private static final RotateSettings SMALL = new RotateSettings(ByteSize.ofKiB(64), 3);

  /** As much as makes a file with {@link #SMALL} be renamed before the next line. */
  private static final String FULL = "x".repeat((1 << 16) - 1) + "\n";

  @TempDir Path directory;

  @Test
  void followsItsFileWhenThatIsRenamed() throws IOException {
    Path file = directory.resolve("access.log");
    Path renamed = directory.resolve("access.log.1");
    LogOutput output = FileOutput.open(file, null);
    write(output, "one\n");
    output.follow();
    write(output, "two\n");
    Files.move(file, renamed);
    write(output, "three\n");
    output.follow();
    write(output, "four\n");
    output.close();
    assertThat(renamed).hasContent("one\ntwo\nthree\n");
    assertThat(file).hasContent("four\n");
  }

  @Test
  void followsItsFileWhenAnotherOneTookItsName() throws IOException {
    Path file = directory.resolve("access.log");
    LogOutput output = FileOutput.open(file, null);
    Files.move(file, directory.resolve("access.log.1"));
    Files.writeString(file, "theirs\n");
    output.follow();
    write(output, "ours\n");
    output.close();
    assertThat(file).hasContent("theirs\nours\n");
  }

  @Test
  void keepsToTheOldFileWhenItCannotBeOpenedAnew() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("logs"));
    Path moved = directory.resolve("moved");
    LogOutput output = FileOutput.open(folder.resolve("access.log"), null);
    Files.move(folder, moved);
    assertThatThrownBy(output::reopen).isInstanceOf(NoSuchFileException.class);
    write(output, "still here\n");
    output.close();
    assertThat(moved.resolve("access.log")).hasContent("still here\n");
  }

  @Test
  void isRenamedWhenItIsFullAndKeepsTheNewestOfTheOld() throws IOException {
    Path file = directory.resolve("access.log");
    LogOutput output = FileOutput.open(file, SMALL);
    for (int i = 1; i <= 5; i++) {
      write(output, "file " + i + FULL);
    }
    write(output, "file 6\n");
    output.close();
    assertThat(file).hasContent("file 6\n");
    assertThat(first("access.log.1")).isEqualTo("file 5");
    assertThat(first("access.log.2")).isEqualTo("file 4");
    assertThat(first("access.log.3")).isEqualTo("file 3");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(4);
    }
  }

  @Test
  void renamesNoMoreThanItMust() throws IOException {
    Path file = directory.resolve("access.log");
    Files.writeString(directory.resolve("access.log.3"), "old");
    LogOutput output = FileOutput.open(file, SMALL);
    write(output, FULL);
    write(output, "new\n");
    output.close();
    assertThat(directory.resolve("access.log.1")).hasContent(FULL);
    assertThat(directory.resolve("access.log.3")).hasContent("old");
  }

  @Test
  void countsWhatWasThereBefore() throws IOException {
    Path file = directory.resolve("access.log");
    Files.writeString(file, FULL);
    LogOutput output = FileOutput.open(file, SMALL);
    write(output, "new\n");
    output.close();
    assertThat(file).hasContent("new\n");
    assertThat(directory.resolve("access.log.1")).hasContent(FULL);
  }

  @Test
  void renamesNothingThatAnotherProcessHasJustBegun() throws IOException {
    Path file = directory.resolve("access.log");
    LogOutput output = FileOutput.open(file, SMALL);
    write(output, FULL);
    Files.move(file, directory.resolve("access.log.1"));
    Files.writeString(file, "theirs\n");
    write(output, "ours\n");
    output.close();
    assertThat(file).hasContent("theirs\nours\n");
    assertThat(directory.resolve("access.log.2")).doesNotExist();
  }

  @Test
  void goesOnWithTheFileWhenItCannotBeRenamed() throws IOException {
    Path file = directory.resolve("access.log");
    Path inTheWay = directory.resolve("access.log.1");
    Files.createDirectories(inTheWay.resolve("taken"));
    LogOutput output = FileOutput.open(file, new RotateSettings(ByteSize.ofKiB(64), 1));
    write(output, FULL);
    write(output, "still here\n");
    assertThat(file).hasContent(FULL + "still here\n");
    Files.delete(inTheWay.resolve("taken"));
    write(output, FULL);
    write(output, "new\n");
    output.close();
    assertThat(file).hasContent("new\n");
    assertThat(inTheWay).hasContent(FULL + "still here\n" + FULL);
  }

  private String first(String name) throws IOException {
    String text = Files.readString(directory.resolve(name));
    return text.substring(0, text.indexOf('x'));
  }

  private static void write(LogOutput output, String text) throws IOException {
    ByteBuffer bytes = bytes(text);
    while (bytes.hasRemaining()) {
      output.write(new ByteBuffer[] {bytes, bytes("")});
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
