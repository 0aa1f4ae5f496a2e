package dev.gatehouse.server.e2e;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One side of an HTTP/1 connection, byte by byte. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static Wire connect(InetSocketAddress address) throws IOException {
    return new Wire(new Socket(address.getAddress(), address.getPort()));
  }

  /** Sends {@code text}, in which line ends stand for CR LF. */
  Wire send(String text) throws IOException {
    return send(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** The next head, that of an interim answer as well. */
  Message head() throws IOException {
    Message head = Message.readHead(in);
    if (head == null) {
      throw new EOFException("no answer");
    }
    return head;
  }

  /** The final answer to a GET or POST. */
  Message answer() throws IOException {
    return Message.readResponse(in, "GET");
  }

  InputStream in() {
    return in;
  }

  Socket socket() {
    return socket;
  }

  /** True when the other side has closed and nothing is left to read. */
  boolean ended() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
