package dev.gatehouse.server.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.reload.ConfigurationWatch.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The looks are taken by the test. */
class ConfigurationWatchTest {
  @TempDir private Path folder;

  private final AtomicInteger read = new AtomicInteger();

  private Path file() {
    return folder.resolve("gatehouse.yaml");
  }

  private ConfigurationWatch watch() throws IOException {
    Files.writeString(file(), "one");
    ConfigurationWatch watch = new ConfigurationWatch(read::incrementAndGet, Duration.ofDays(1));
    watch.watch(List.of(file()), Look.at(List.of(file())));
    return watch;
  }

  private static void looks(ConfigurationWatch watch, int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  @Test
  void aFileThatStaysIsNotRead() throws IOException {
    try (ConfigurationWatch watch = watch()) {
      looks(watch, 5);
      assertThat(read).hasValue(0);
    }
  }

  @Test
  void aFileThatIsWrittenOrReplacedIsReadOnceItHasSettled() throws IOException {
    try (ConfigurationWatch watch = watch()) {
      Files.writeString(file(), "one and two");
      looks(watch, 5);
      assertThat(read).hasValue(1);

      Path other = Files.writeString(folder.resolve("new"), "three");
      Files.move(other, file(), StandardCopyOption.ATOMIC_MOVE);
      looks(watch, 5);
      assertThat(read).hasValue(2);
    }
  }

  @Test
  void aLinkThatIsTurnedElsewhereIsSeen() throws IOException {
    Path first = Files.writeString(folder.resolve("first"), "one");
    Path second = Files.writeString(folder.resolve("second"), "two");
    Path link = Files.createSymbolicLink(folder.resolve("link"), first);
    try (ConfigurationWatch watch =
        new ConfigurationWatch(read::incrementAndGet, Duration.ofDays(1))) {
      watch.watch(List.of(link), Look.at(List.of(link)));
      Files.delete(link);
      Files.createSymbolicLink(link, second);
      looks(watch, 3);
      assertThat(read).hasValue(1);
    }
  }

  @Test
  void whatChangesWhileTheFileIsReadIsSeenAfterwards() throws IOException {
    try (ConfigurationWatch watch = watch()) {
      Look then = Look.at(List.of(file()));
      Files.writeString(file(), "written meanwhile");
      watch.watch(List.of(file()), then);
      looks(watch, 3);
      assertThat(read).hasValue(1);
    }
  }

  @Test
  void nothingIsReadWhileItRests() throws IOException {
    try (ConfigurationWatch watch = watch()) {
      watch.rest();
      Files.writeString(file(), "two");
      looks(watch, 3);
      assertThat(read).hasValue(0);
    }
  }
}
