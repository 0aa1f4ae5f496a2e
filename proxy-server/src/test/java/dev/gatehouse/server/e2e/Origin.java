package dev.gatehouse.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that does exactly what a test says, connection by connection. */
final class Origin implements AutoCloseable {
  /** What is done with a connection; it is closed afterwards. */
  interface Script {
    void play(Origin origin, Wire wire) throws IOException;
  }

  private final ServerSocket listening;
  private final Script script;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final Queue<Message> received = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();

  private Origin(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
  }

  static Origin start(Script script) {
    return start(0, script);
  }

  /** Starts one where another has {@link #die}d, as a process that comes back does. */
  static Origin startAt(int port, Script script) {
    return start(port, script);
  }

  private static Origin start(int port, Script script) {
    try {
      Origin origin =
          new Origin(new ServerSocket(port, 256, InetAddress.getLoopbackAddress()), script);
      Thread.ofVirtual().start(origin::accept);
      return origin;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers every request with {@code answer}, in which line ends stand for CR LF. */
  static Origin answering(String answer) {
    return start((origin, wire) -> {
      while (origin.receive(wire)) {
        wire.send(answer);
      }
    });
  }

  /** Answers every request with {@code text}. */
  static Origin saying(String text) {
    return answering("HTTP/1.1 200 OK\nContent-Length: " + text.length() + "\n\n" + text);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        if (listening.isClosed()) { // what came in while it was closed
          socket.close();
          return;
        }
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (Wire wire = new Wire(socket)) {
      script.play(this, wire);
    } catch (IOException e) {
      // the other side went first
    } finally {
      open.remove(socket);
    }
  }

  /** Receives a request; false if there is none any more. */
  boolean receive(Wire wire) throws IOException {
    Message request = Message.readRequest(wire.in());
    if (request != null) {
      received.add(request);
    }
    return request != null;
  }

  /** The requests so far. */
  Queue<Message> received() {
    return received;
  }

  /** The only request so far. */
  Message onlyRequest() {
    if (received.size() != 1) {
      throw new AssertionError(received.size() + " requests");
    }
    return received.element();
  }

  /** How many connections there have been. */
  int connections() {
    return connections.get();
  }

  /** How many connections are open. */
  int open() {
    return open.size();
  }

  int port() {
    return listening.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Goes away as a killed process does: refuses connections, and closes those it has. */
  void die() {
    close();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
