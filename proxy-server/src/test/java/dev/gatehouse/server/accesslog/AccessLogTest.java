package dev.gatehouse.server.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import dev.gatehouse.server.accesslog.AccessLogSettings.Format;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
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
    try (AccessLog log = open(file, Format.COMBINED, loops)) {
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
    try (AccessLog log = open(file, Format.JSON, 1)) {
      log.finished(TestExchange.get("/new").exchange());
    }
    assertThat(Files.readAllLines(file)).hasSize(2).startsWith("old");
  }

  @Test
  void isNotThereWhenItIsOff() throws IOException {
    LogTarget stdout = new LogTarget(null);
    assertThat(AccessLog.open(new AccessLogSettings(stdout, Format.OFF), 1)).isNull();
  }

  @Test
  void saysWhichFileItCannotOpen() {
    Path file = directory.resolve("missing").resolve("access.log");
    assertThatThrownBy(() -> open(file, Format.JSON, 1))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void dropsLinesRatherThanWait() throws IOException {
    Path file = directory.resolve("access.log");
    AccessLog log = AccessLog.open(FileOutput.open(file, null), CombinedFormat::new, 1, 64);
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
    for (Supplier<LineFormat> format : formats()) {
      LogOutput file = FileOutput.open(directory.resolve("access.log"), null);
      try (AccessLog log = AccessLog.open(file, format, 1, 1 << 20)) {
        log(log, exchange, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        log(log, exchange, 10_000);
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 10_000)
            .as("bytes per line, %s", format.get().getClass())
            .isZero();
      }
    }
  }

  private static void log(AccessLog log, Exchange exchange, int lines) {
    for (int i = 0; i < lines; i++) {
      log.finished(exchange);
    }
  }

  private static List<Supplier<LineFormat>> formats() {
    SyslogSettings network = new SyslogSettings(SyslogTarget.parse("udp://127.0.0.1:514"));
    SyslogSettings local = new SyslogSettings(SyslogTarget.parse("unix:/dev/log"));
    return List.of(
        JsonFormat::new,
        CombinedFormat::new,
        () -> SyslogFormat.of(network, "host", 1, new JsonFormat()),
        () -> SyslogFormat.of(local, "host", 1, new JsonFormat()));
  }

  private static AccessLog open(Path file, Format format, int loops) throws IOException {
    return Objects.requireNonNull(
        AccessLog.open(new AccessLogSettings(new LogTarget(file), format), loops));
  }
}
