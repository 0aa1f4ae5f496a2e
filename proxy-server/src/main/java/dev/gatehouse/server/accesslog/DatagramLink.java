package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.transport.UnixDatagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** A datagram per line. */
final class DatagramLink implements SyslogLink {
  /** The content of the largest datagram of UDP over IPv4. */
  private static final int LONGEST = 65_507;

  private final Opening opening;
  private final LineReader reader = new LineReader();
  private @Nullable Socket socket;
  private long tooLong;

  /** What kept the rest from being sent when some were: told when the rest is given again. */
  private @Nullable IOException failure;

  /** An open socket. */
  interface Socket {
    /** Sends {@code datagram}; false: there is no room for it at the moment. */
    boolean send(ByteBuffer datagram) throws IOException;

    void close() throws IOException;
  }

  /** How a socket is opened. */
  interface Opening {
    Socket open() throws IOException;
  }

  DatagramLink(Opening opening) {
    this.opening = opening;
  }

  @Override
  public boolean open() throws IOException {
    if (socket == null) {
      socket = opening.open();
    }
    return true;
  }

  @Override
  public long send(ByteBuffer[] lines) throws IOException {
    IOException failed = failure;
    Socket to = socket;
    if (failed != null || to == null) {
      failure = null;
      throw failed == null ? new ClosedChannelException() : failed;
    }
    long sent = 0;
    try {
      for (ByteBuffer line = reader.next(lines); line != null; line = reader.next(lines)) {
        int size = line.remaining();
        if (size > LONGEST) {
          tooLong++;
        } else if (!to.send(line)) {
          return sent;
        }
        sent += size + 1;
      }
    } catch (IOException e) {
      if (sent == 0) {
        throw e;
      }
      failure = e;
    }
    return sent;
  }

  @Override
  public boolean dislikesBursts() {
    return true;
  }

  @Override
  public long tooLong() {
    return tooLong;
  }

  @Override
  public void close() throws IOException {
    Socket old = socket;
    socket = null;
    failure = null;
    if (old != null) {
      old.close();
    }
  }

  /** A socket of UDP. */
  static Socket udp(InetSocketAddress to) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.connect(to);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new Socket() {
      @Override
      public boolean send(ByteBuffer datagram) throws IOException {
        return channel.write(datagram) > 0;
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /** A socket of this machine's file system. */
  static Socket unix(UnixDatagrams to) {
    return new Socket() {
      @Override
      public boolean send(ByteBuffer datagram) throws IOException {
        return to.send(datagram);
      }

      @Override
      public void close() throws IOException {
        to.close();
      }
    };
  }
}
