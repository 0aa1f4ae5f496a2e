package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gatehouse.core.exchange.Exchange;
import java.util.TimeZone;

/** Puts a syslog header before each line of another format. */
abstract sealed class SyslogFormat implements LineFormat {
  private final LineFormat line;
  private final byte[] before;
  private final byte[] behind;
  final Timestamps timestamps = new Timestamps();

  private SyslogFormat(LineFormat line, String before, String behind) {
    this.line = line;
    this.before = before.getBytes(US_ASCII);
    this.behind = behind.getBytes(US_ASCII);
  }

  /**
   * The format that {@code settings} ask for.
   *
   * @param host the name of this machine
   * @param pid the number of this process
   */
  static LineFormat of(SyslogSettings settings, String host, long pid, LineFormat line) {
    String name = settings.appName();
    String priority = "<" + settings.priority() + ">";
    if (!settings.old()) {
      String behind = " " + host + " " + name + " " + pid + " access - ";
      return new Modern(line, priority + "1 ", behind);
    }
    String from = settings.to().isLocal() ? "" : " " + host; // a local daemon knows its host
    return new Old(line, priority, from + " " + name + "[" + pid + "]: ", TimeZone.getDefault());
  }

  @Override
  public void write(Exchange exchange, long begun, LineBuffer into) {
    into.add(before);
    time(exchange.loop().clock().epochMillis(), into);
    into.add(behind);
    line.write(exchange, begun, into);
  }

  abstract void time(long epochMillis, LineBuffer into);

  /** As RFC 5424 has it. */
  private static final class Modern extends SyslogFormat {
    Modern(LineFormat line, String before, String behind) {
      super(line, before, behind);
    }

    @Override
    void time(long epochMillis, LineBuffer into) {
      into.add(timestamps.iso(epochMillis));
    }
  }

  /** As RFC 3164 has it, with the local time. */
  private static final class Old extends SyslogFormat {
    private final TimeZone zone;

    Old(LineFormat line, String before, String behind, TimeZone zone) {
      super(line, before, behind);
      this.zone = zone;
    }

    @Override
    void time(long epochMillis, LineBuffer into) {
      byte[] common = timestamps.common(epochMillis + zone.getOffset(epochMillis));
      into.reserve("Nov 20 16:02:28".length());
      for (int i = 3; i < 6; i++) {
        into.put(common[i]);
      }
      into.put(' ');
      into.put(common[0] == '0' ? ' ' : common[0]);
      into.put(common[1]);
      into.put(' ');
      for (int i = 12; i < 20; i++) {
        into.put(common[i]);
      }
    }
  }
}
