package dev.gatehouse.server.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An nginx that serves the files of a folder, where this machine has one: a backend that others
 * have written. What lies under {@code kept} lasts an hour, anything else nobody may use without
 * asking.
 */
final class NginxOrigin implements AutoCloseable {
  private final Process process;
  private final int port;

  private NginxOrigin(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program; null if there is none here. */
  static @Nullable Path program() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin"))
        .map(folder -> Path.of(folder, "nginx"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Starts one that serves {@code folder}, in which it also keeps what it needs. */
  static NginxOrigin serving(Path program, Path folder) throws IOException {
    int port = freePort();
    // started by root, it reads files as somebody else
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path settings = folder.resolve("nginx.conf");
    Files.writeString(
        settings,
        """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
          uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
          server {
            listen 127.0.0.1:%2$d;
            root %1$s/files;
            location / { add_header Cache-Control max-age=0; }
            location /kept/ { expires 1h; }
          }
        }
        """
            .formatted(folder, port));
    Process process =
        new ProcessBuilder(
                List.of(program.toString(), "-e", folder + "/error.log", "-c", settings.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Await.until("nginx listens", () -> answers(port));
    return new NginxOrigin(process, port);
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** It cannot be asked for a port, so it gets one that was free a moment ago. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
