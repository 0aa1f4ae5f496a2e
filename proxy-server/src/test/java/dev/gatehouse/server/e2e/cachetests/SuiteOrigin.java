package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.server.e2e.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The suite's origin: answers each request as the script says that its URL names. */
final class SuiteOrigin implements AutoCloseable {
  private final Edition edition;
  private final MovedClock clock;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<Socket, Boolean> connections = new ConcurrentHashMap<>();

  SuiteOrigin(Edition edition, MovedClock clock) {
    this.edition = edition;
    this.clock = clock;
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Makes it answer requests for {@code /test/<token>}. */
  Script open(String token, List<Step> steps) {
    Script script = new Script(token, steps);
    scripts.put(token, script);
    return script;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.put(connection, true);
        threads.execute(() -> serve(connection));
      } catch (IOException closed) {
        return; // by close()
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      for (Message request = Message.readRequest(in);
          request != null;
          request = Message.readRequest(in)) {
        byte[] answer = answer(request);
        if (answer.length == 0) {
          return; // the case wants the connection to break
        }
        connection.getOutputStream().write(answer);
        connection.getOutputStream().flush();
      }
    } catch (IOException gone) {
      // the proxy has closed the connection: it does so with answers that do not add up
    } finally {
      connections.remove(connection);
    }
  }

  private byte[] answer(Message request) {
    String[] line = request.start().split(" ", -1);
    String[] path = line[1].replaceFirst("\\?.*", "").split("/", -1);
    Script script = path.length > 2 ? scripts.get(path[2]) : null;
    return script == null
        ? Answer.text(404, "no such script")
        : new Answer(edition, clock, script, request).bytes();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket each : connections.keySet()) {
      each.close();
    }
    threads.close();
  }
}
