package dev.gatehouse.server.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  @TempDir Path directory;

  @Test
  void losesNoLineOfAnyLoopWhenItIsClosed() throws Exception {
    Path file = directory.resolve("access.log");
    int loops = 3;
    int lines = 2_000;
    try (AccessLog log = AccessLog.open(file, AccessLog.Format.COMBINED, loops)) {
      List<Thread> threads = new ArrayList<>();
      for (int loop = 0; loop < loops; loop++) {
        ManualLoop own = new ManualLoop(loop);
        threads.add(Thread.ofPlatform().start(() -> logLines(log, own, lines)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(log.dropped()).isZero();
    }
    try (Stream<String> written = Files.lines(file)) {
      assertThat(written.distinct().filter(line -> line.endsWith("\"-\" \"-\"")))
          .hasSize(loops * lines);
    }
  }

  private static void logLines(AccessLog log, ManualLoop loop, int lines) {
    for (int i = 0; i < lines; i++) {
      log.finished(TestExchange.get("/" + loop.index() + "/" + i).loop(loop).exchange());
    }
  }

  @Test
  void goesOnBehindWhatIsInTheFile() throws IOException {
    Path file = directory.resolve("access.log");
    Files.writeString(file, "old\n");
    try (AccessLog log = AccessLog.open(file, AccessLog.Format.JSON, 1)) {
      log.finished(TestExchange.get("/new").exchange());
    }
    assertThat(Files.readAllLines(file)).hasSize(2).startsWith("old");
  }

  @Test
  void saysWhichFileItCannotOpen() {
    Path file = directory.resolve("missing").resolve("access.log");
    assertThatThrownBy(() -> AccessLog.open(file, AccessLog.Format.JSON, 1))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void followsItsFileWhenThatIsRenamed() throws IOException {
    Path file = directory.resolve("access.log");
    Path renamed = directory.resolve("access.log.1");
    LogOutput output = LogOutput.file(file);
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
    LogOutput output = LogOutput.file(file);
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
    LogOutput output = LogOutput.file(folder.resolve("access.log"));
    Files.move(folder, moved);
    assertThatThrownBy(output::reopen).isInstanceOf(NoSuchFileException.class);
    write(output, "still here\n");
    output.close();
    assertThat(moved.resolve("access.log")).hasContent("still here\n");
  }

  @Test
  void dropsLinesRatherThanWait() throws IOException {
    Path file = directory.resolve("access.log");
    AccessLog log = AccessLog.open(LogOutput.file(file), AccessLog.Format.COMBINED, 1, 64);
    log.finished(TestExchange.get("/" + "x".repeat(100)).exchange());
    log.close();
    assertThat(log.dropped()).isEqualTo(1);
    assertThat(file).isEmptyFile();
  }

  @Test
  void allocatesNothingPerLine() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Exchange exchange =
        TestExchange.get("/some/path?with=query")
            .header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) \"quoted\" caf\u00e9")
            .tls()
            .exchange();
    exchange.id();
    exchange.sent();
    for (AccessLog.Format format : AccessLog.Format.values()) {
      try (AccessLog log = AccessLog.open(directory.resolve(format + ".log"), format, 1)) {
        log(log, exchange, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        log(log, exchange, 10_000);
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 10_000)
            .as("bytes per line, %s", format)
            .isZero();
      }
    }
  }

  private static void log(AccessLog log, Exchange exchange, int lines) {
    for (int i = 0; i < lines; i++) {
      log.finished(exchange);
    }
  }

  private static void write(LogOutput output, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      output.write(new ByteBuffer[] {bytes});
    }
  }
}
