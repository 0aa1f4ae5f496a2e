package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import dev.gatehouse.server.accesslog.SyslogSettings.Facility;
import dev.gatehouse.server.accesslog.SyslogSettings.Framing;
import dev.gatehouse.server.accesslog.SyslogSettings.Header;
import dev.gatehouse.server.accesslog.SyslogSettings.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SyslogFormatTest {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("LLL ppd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final ManualLoop loop = new ManualLoop();

  @Test
  void putsTheHeaderOfRfc5424BeforeTheLine() {
    SyslogSettings settings = new SyslogSettings(SyslogTarget.parse("udp://127.0.0.1:514"));
    String now = Instant.ofEpochMilli(loop.clock().epochMillis()).toString();
    assertThat(line(settings))
        .isEqualTo("<190>1 %s edge-1 gatehouse 4711 access - {line}\n", iso(now));
  }

  @Test
  void putsTheHeaderThatLocalDaemonsExpectBeforeWhatGoesToThem() {
    SyslogSettings settings = new SyslogSettings(SyslogTarget.parse("unix:/dev/log"));
    assertThat(line(settings)).isEqualTo("<190>" + local() + " gatehouse[4711]: {line}\n");
  }

  @Test
  void namesTheHostInTheOldHeaderOverTheNetwork() {
    SyslogSettings settings =
        new SyslogSettings(
            SyslogTarget.parse("tcp://127.0.0.1:514"),
            Header.RFC3164,
            Framing.LINES,
            Facility.DAEMON,
            Severity.NOTICE,
            "edge",
            null);
    assertThat(line(settings)).isEqualTo("<29>" + local() + " edge-1 edge[4711]: {line}\n");
  }

  @Test
  void padsDaysWithABlank() {
    Instant now = Instant.ofEpochMilli(loop.clock().epochMillis());
    long days = Duration.between(now, Instant.parse("2027-03-05T12:00:00Z")).toHours();
    loop.advance(Duration.ofHours(days));
    SyslogSettings settings = new SyslogSettings(SyslogTarget.parse("unix:/dev/log"));
    assertThat(line(settings)).startsWith("<190>Mar  ").contains(local());
  }

  @Test
  void readsWhereTheServerIs() {
    for (String text :
        new String[] {
          "udp://127.0.0.1:514", "tcp://[::1]:601", "unix:/dev/log", "unix-stream:/run/syslog"
        }) {
      assertThat(SyslogTarget.parse(text)).hasToString(text);
    }
    assertThatThrownBy(() -> SyslogTarget.parse("/dev/log"))
        .hasMessage("to: /dev/log (expected: " + SyslogTarget.EXPECTED + ")");
    assertThatThrownBy(() -> SyslogTarget.parse("udp://127.0.0.1:0"))
        .hasMessage("to: udp://127.0.0.1:0 (expected: a port from 1 to 65535)");
  }

  private String line(SyslogSettings settings) {
    LineFormat inner =
        (exchange, begun, into) -> {
          into.add("{line}\n".getBytes(UTF_8));
        };
    Exchange exchange = TestExchange.get("/").loop(loop).exchange();
    LineBuffer line = new LineBuffer();
    SyslogFormat.of(settings, "edge-1", 4711, inner).write(exchange, 0, line);
    return new String(line.bytes(), 0, line.length(), UTF_8);
  }

  /** With milliseconds, whatever they are. */
  private static String iso(String instant) {
    return instant.contains(".") ? instant : instant.replace("Z", ".000Z");
  }

  private String local() {
    return LOCAL.format(Instant.ofEpochMilli(loop.clock().epochMillis()));
  }
}
