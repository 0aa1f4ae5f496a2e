package dev.gatehouse.core.transport.listen;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend on a socket of its own whose connections are served by a script, one thread each. */
final class ScriptedBackend implements AutoCloseable {
  /** What is done with a connection, numbered from 1. */
  @FunctionalInterface
  interface Script {
    void serve(int number, InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocket socket;
  private final AtomicInteger accepted = new AtomicInteger();

  ScriptedBackend(Script script) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(script));
  }

  private void accept(Script script) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        int number = accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(script, number, connection));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void serve(Script script, int number, Socket connection) {
    try (connection) {
      script.serve(number, connection.getInputStream(), connection.getOutputStream());
    } catch (IOException e) {
      // the proxy hung up: some scripts wait for just that, and say so themselves
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  /** Reads a head up to its empty line; empty at the end of the connection. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        return "";
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
