package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.TextForm;
import java.nio.file.Path;

/** Where a syslog server is. */
@TextForm(expected = SyslogTarget.EXPECTED, pattern = "^(udp://|tcp://|unix:/|unix-stream:/).+$")
public sealed interface SyslogTarget {
  /** What is expected of the text form. */
  String EXPECTED = "udp://host:port, tcp://host:port, unix:/path or unix-stream:/path";

  /** A server that gets a datagram per message over the network. */
  record Udp(HostPort address) implements SyslogTarget {
    @Override
    public String toString() {
      return "udp://" + address;
    }
  }

  /** A server that gets a stream of messages over the network. */
  record Tcp(HostPort address) implements SyslogTarget {
    @Override
    public String toString() {
      return "tcp://" + address;
    }
  }

  /** A server on this machine that gets a datagram per message, as {@code /dev/log} does. */
  record Unix(Path path) implements SyslogTarget {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /** A server on this machine that gets a stream of messages. */
  record UnixStream(Path path) implements SyslogTarget {
    @Override
    public String toString() {
      return "unix-stream:" + path;
    }
  }

  /** Whether it is a socket of this machine's file system. */
  default boolean isLocal() {
    return this instanceof Unix || this instanceof UnixStream;
  }

  /** Reads the text form. */
  static SyslogTarget parse(String text) {
    if (text.startsWith("udp://")) {
      return new Udp(address(text));
    } else if (text.startsWith("tcp://")) {
      return new Tcp(address(text));
    } else if (text.startsWith("unix:/")) {
      return new Unix(path(text));
    }
    Expect.that(text.startsWith("unix-stream:/"), "to", text, EXPECTED);
    return new UnixStream(path(text));
  }

  private static HostPort address(String text) {
    HostPort address = HostPort.parse(text.substring("udp://".length()));
    Expect.that(address.port() > 0, "to", text, "a port from 1 to 65535");
    return address;
  }

  private static Path path(String text) {
    String path = text.substring(text.indexOf(':') + 1);
    Expect.that(path.indexOf('\0') < 0, "to", text, EXPECTED);
    return Path.of(path);
  }
}
