package dev.gatehouse.core.transport;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A socket that sends datagrams to one in the file system, such as {@code /dev/log}; Java itself
 * has only streams there. Never blocks. Confined to one thread.
 */
public final class UnixDatagrams {
  private final Socket socket;

  private UnixDatagrams(Socket socket) {
    this.socket = socket;
  }

  /**
   * Opens a socket that sends to the one at {@code path}.
   *
   * @throws IOException if nobody listens there, or this system has no such sockets
   */
  public static UnixDatagrams to(Path path) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException("datagrams to a Unix socket need Linux", Epoll.unavailabilityCause());
    }
    Socket socket = Socket.newSocketDomainDgram();
    try {
      socket.connect(new DomainSocketAddress(path.toString()));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new UnixDatagrams(socket);
  }

  /**
   * Sends what remains of {@code datagram}, a direct buffer, as one.
   *
   * @return false if the receiver has no room for it at the moment
   */
  public boolean send(ByteBuffer datagram) throws IOException {
    return socket.write(datagram, datagram.position(), datagram.limit()) > 0;
  }

  public void close() throws IOException {
    socket.close();
  }
}
