package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.transport.UnixDatagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** The way to a syslog server, which is opened, lost and opened again. Nothing here waits. */
interface SyslogLink {
  /** Opens what is not open; false: it is still being opened. */
  boolean open() throws IOException;

  /**
   * Sends of {@code lines} what goes.
   *
   * @return how many bytes of whole lines are sent or given up; 0: no more at the moment
   */
  long send(ByteBuffer[] lines) throws IOException;

  /** Whether it holds lines that it has not reported as sent. */
  default boolean busy() {
    return false;
  }

  /** Whether the server loses what comes in bursts larger than its own small buffer. */
  default boolean dislikesBursts() {
    return false;
  }

  /** How many lines were too long to be sent. */
  default long tooLong() {
    return 0;
  }

  /** Closes it, and forgets what it has not reported as sent. */
  void close() throws IOException;

  /** The way that {@code settings} ask for; opens nothing. */
  static SyslogLink of(SyslogSettings settings) {
    SyslogSettings.Framing framing = settings.framing();
    return switch (settings.to()) {
      case SyslogTarget.Udp(HostPort address) ->
          new DatagramLink(() -> DatagramLink.udp(resolved(address)));
      case SyslogTarget.Unix(var path) ->
          new DatagramLink(() -> DatagramLink.unix(UnixDatagrams.to(path)));
      case SyslogTarget.Tcp(HostPort address) ->
          new StreamLink(StandardProtocolFamily.INET, () -> resolved(address), framing);
      case SyslogTarget.UnixStream(var path) ->
          new StreamLink(
              StandardProtocolFamily.UNIX, () -> UnixDomainSocketAddress.of(path), framing);
    };
  }

  private static InetSocketAddress resolved(HostPort address) throws UnknownHostException {
    InetSocketAddress found = new InetSocketAddress(address.host(), address.port());
    if (found.isUnresolved()) {
      throw new UnknownHostException(address.host() + " is unknown");
    }
    return found;
  }
}
