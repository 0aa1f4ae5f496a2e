package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: what it answers to signals, and with which exit codes it ends. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessTest {
  @Test
  void aTermSignalEndsItAfterTheRequestUnderWay() throws Exception {
    try (ServerSocket backend = listening();
        ServerProcess server = proxy("http://127.0.0.1:" + backend.getLocalPort());
        HttpClient client = HttpClient.newHttpClient()) {
      int port = server.serving("web");
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(get(port), BodyHandlers.ofString());
      try (Socket connection = backend.accept()) {
        assertThat(head(connection)).startsWith("GET / HTTP/1.1");
        server.terminate();
        server.line("draining 1 connections");
        String late = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nlate";
        connection.getOutputStream().write(late.getBytes(StandardCharsets.US_ASCII));

        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(answer.get().body()).isEqualTo("late");
        assertThat(server.exitCode()).isEqualTo(ExitCode.DONE);
      }
    }
  }

  @Test
  void anInterruptEndsItToo() throws Exception {
    try (ServerProcess server = proxy("http://127.0.0.1:1");
        HttpClient client = HttpClient.newHttpClient()) {
      int port = server.serving("web");
      assertThat(client.send(get(port), BodyHandlers.ofString()).statusCode()).isEqualTo(502);
      assumeTrue(!ignoresInterrupts(server.pid()), "interrupts are ignored here");
      server.signal("INT");

      assertThat(server.exitCode()).isEqualTo(ExitCode.DONE);
    }
  }

  @Test
  void aSecondInterruptDoesNotWaitForWhatIsUnderWay() throws Exception {
    try (ServerSocket backend = listening();
        ServerProcess server = proxy("http://127.0.0.1:" + backend.getLocalPort());
        HttpClient client = HttpClient.newHttpClient()) {
      int port = server.serving("web");
      assumeTrue(!ignoresInterrupts(server.pid()), "interrupts are ignored here");
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(get(port), BodyHandlers.ofString());
      try (Socket connection = backend.accept()) {
        assertThat(head(connection)).startsWith("GET / HTTP/1.1");
        server.signal("INT");
        server.line("draining 1 connections");
        server.signal("INT");

        assertThat(server.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(answer).failsWithin(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void anUpgradePutsANewProcessInItsPlace(@TempDir Path folder) throws Exception {
    assumeTrue(Epoll.isAvailable(), "needs epoll");
    Path file = folder.resolve("gatehouse.yaml");
    String text =
        """
        listeners: {web: {address: '127.0.0.1:%d'}}
        admin: {address: '127.0.0.1:%d'}
        routes: [{respond: {body: %s}}]
        """;
    int web = freePort();
    int admin = freePort();
    Files.writeString(file, text.formatted(web, admin, "old"));
    try (ServerProcess server = ServerProcess.start("run", "-c", file.toString());
        HttpClient client = HttpClient.newHttpClient()) {
      server.serving("web");
      Files.writeString(file, text.formatted(web, admin, "[wrong]"));
      Ran wrong = Ran.gatehouse("upgrade", "--admin", "http://127.0.0.1:" + admin);
      assertThat(wrong.exitCode()).isEqualTo(ExitCode.CANNOT_START);
      assertThat(wrong.err())
          .contains("the old process goes on", "problems with the configuration");
      assertThat(client.send(get(web), BodyHandlers.ofString()).body()).isEqualTo("old");

      Files.writeString(file, text.formatted(web, admin, "new"));
      Ran ran = Ran.gatehouse("upgrade", "--admin", "http://127.0.0.1:" + admin);
      assertThat(ran.err()).isEmpty();
      Matcher said = Pattern.compile("upgraded: process (\\d+) serves, .*\n").matcher(ran.out());
      assertThat(said.matches()).as(ran.out()).isTrue();
      ProcessHandle successor = ProcessHandle.of(Long.parseLong(said.group(1))).orElseThrow();
      assertThat(server.exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(client.send(get(web), BodyHandlers.ofString()).body()).isEqualTo("new");
      successor.destroy();
      successor.onExit().join();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = listening()) {
      return any.getLocalPort();
    }
  }

  @Test
  void aHangUpHasItReadItsConfigurationAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("gatehouse.yaml");
    String text = "listeners: {web: {address: '127.0.0.1:0'}}\nroutes: [{respond: {body: %s}}]\n";
    Files.writeString(file, text.formatted("old"));
    try (ServerProcess server = ServerProcess.start("run", "-c", file.toString());
        HttpClient client = HttpClient.newHttpClient()) {
      int port = server.serving("web");
      assertThat(client.send(get(port), BodyHandlers.ofString()).body()).isEqualTo("old");
      Files.writeString(file, text.formatted("[wrong]"));
      server.signal("HUP");
      assertThat(server.line("routes[0].respond.body")).contains(file + ":2:27: ");
      server.line("not reloaded (SIGHUP), for this problem");
      assertThat(client.send(get(port), BodyHandlers.ofString()).body()).isEqualTo("old");
      Files.writeString(file, text.formatted("new"));
      server.signal("HUP");
      server.line(
          "reloaded (SIGHUP), configuration 2: pools: 0 kept | routes: changed route-1; 0 kept |"
              + " listeners: 1 kept");
      assertThat(client.send(get(port), BodyHandlers.ofString()).body()).isEqualTo("new");
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(ExitCode.DONE);
    }
  }

  @Test
  void aUserSignalHasItOpenItsAccessLogAnew(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("gatehouse.yaml");
    Path log = folder.resolve("access.log");
    Files.writeString(
        file,
        """
        listeners: {web: {address: '127.0.0.1:0'}}
        access-log: {path: '%s'}
        routes: [{respond: {}}]
        """
            .formatted(log));
    try (ServerProcess server = ServerProcess.start("run", "-c", file.toString())) {
      server.serving("web");
      Files.move(log, folder.resolve("access.log.1"));
      server.signal("USR1");
      server.line("the access log is opened anew: " + log);
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(log).isEmptyFile();
    }
  }

  @Test
  void aTakenAddressIsOneLineAndItsOwnExitCode() throws Exception {
    try (ServerSocket taken = listening()) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Ran ran = Ran.gatehouse("proxy", "--to", "http://127.0.0.1:1", "--from", address);

      assertThat(ran.exitCode()).isEqualTo(ExitCode.CANNOT_START);
      assertThat(ran.err())
          .isEqualTo("gatehouse: listener web: cannot bind %s: Address already in use\n", address);
    }
  }

  @Test
  void anUnknownAddressIsOneLineToo() {
    Ran ran = Ran.gatehouse("proxy", "--to", "http://127.0.0.1:1", "--from", "no.invalid:0");

    assertThat(ran.exitCode()).isEqualTo(ExitCode.CANNOT_START);
    assertThat(ran.err())
        .isEqualTo("gatehouse: listener web: cannot bind no.invalid:0: unknown host\n");
  }

  private static ServerProcess proxy(String backend) throws IOException {
    return ServerProcess.start("proxy", "--to", backend, "--from", "127.0.0.1:0");
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static HttpRequest get(int port) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  private static String head(Socket connection) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  /** A shell starts what it puts in the background with interrupts ignored, for all below it. */
  private static boolean ignoresInterrupts(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
