package dev.gatehouse.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log at real syslog servers, of every kind. */
class SyslogTest {
  private static final String MODERN =
      "<190>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z \\S+ gatehouse \\d+ access - ";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void sendsADatagramPerRequestOverUdp() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Gateway gateway = gateway("{to: 'udp://127.0.0.1:" + server.getLocalPort() + "'}")) {
      get(gateway, "/first");
      get(gateway, "/second");
      assertThat(datagram(server)).matches(MODERN + "\\{\"time\":.*\"target\":\"/first\".*}");
      assertThat(datagram(server)).matches(MODERN + "\\{\"time\":.*\"target\":\"/second\".*}");
    }
  }

  @Test
  void sendsLinesBehindTheirLengthOverTcp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Gateway gateway = gateway("{to: 'tcp://127.0.0.1:" + server.getLocalPort() + "'}")) {
      get(gateway, "/first");
      get(gateway, "/second");
      try (Socket connection = server.accept()) {
        InputStream in = connection.getInputStream();
        assertThat(counted(in)).matches(MODERN + "\\{.*\"target\":\"/first\".*}");
        assertThat(counted(in)).matches(MODERN + "\\{.*\"target\":\"/second\".*}");
      }
    }
  }

  @Test
  void connectsAgainWhenTheServerHasGone() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Gateway gateway =
            gateway("{to: 'tcp://127.0.0.1:" + server.getLocalPort() + "', framing: lines}")) {
      get(gateway, "/first");
      try (Socket connection = server.accept()) {
        assertThat(line(connection.getInputStream())).contains("\"target\":\"/first\"");
      }
      get(gateway, "/second");
      try (Socket connection = server.accept()) {
        assertThat(line(connection.getInputStream())).contains("\"target\":\"/second\"");
      }
    }
  }

  @Test
  void keepsLinesUntilTheServerIsThere(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("syslog");
    try (Gateway gateway = gateway("{to: 'unix-stream:" + path + "', framing: lines}")) {
      get(gateway, "/early");
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(path));
        try (SocketChannel connection = server.accept()) {
          assertThat(line(Channels.newInputStream(connection)))
              .matches("<190>[A-Z][a-z]{2} .\\d \\d\\d:\\d\\d:\\d\\d gatehouse\\[\\d+]: \\{.*")
              .contains("\"target\":\"/early\"");
        }
      }
    }
  }

  @Test
  void sendsDatagramsToASocketOfTheFileSystem(@TempDir Path folder) throws Exception {
    assumeTrue(Epoll.isAvailable(), "datagrams to a Unix socket need epoll");
    Path path = folder.resolve("log");
    io.netty.channel.unix.Socket server = io.netty.channel.unix.Socket.newSocketDomainDgram();
    try {
      server.bind(new DomainSocketAddress(path.toString()));
      try (Gateway gateway = gateway("{to: 'unix:" + path + "'}")) {
        get(gateway, "/local");
        assertThat(datagram(server)).contains(" gatehouse[").contains("\"target\":\"/local\"");
      }
    } finally {
      server.close();
    }
  }

  @Test
  void opensItsFileAnewWhenTheAdminApiIsTold(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("access.log");
    try (Gateway gateway =
        Gateway.start(
            """
            admin: {address: "127.0.0.1:0"}
            listeners: {web: {address: "127.0.0.1:0"}}
            access-log: {path: '%s'}
            routes: [{respond: {}}]
            """
                .formatted(file))) {
      Files.move(file, folder.resolve("access.log.1"));
      HttpRequest reopen =
          HttpRequest.newBuilder(gateway.admin("/api/v1/log/reopen"))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      assertThat(client.send(reopen, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
      Await.until("the file is there again", () -> Files.exists(file));
    }
  }

  private Gateway gateway(String syslog) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {syslog: %s}
        routes: [{respond: {}}]
        """
            .formatted(syslog));
  }

  private void get(Gateway gateway, String path) throws IOException, InterruptedException {
    URI uri = gateway.http("web", path);
    assertThat(
            client
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(200);
  }

  private static String datagram(DatagramSocket server) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    server.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  private static String datagram(io.netty.channel.unix.Socket server) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    AtomicReference<String> seen = new AtomicReference<>("");
    Await.until(
        "a datagram",
        () -> {
          try {
            int size = server.read(buffer, 0, buffer.capacity());
            seen.set(UTF_8.decode(buffer.slice(0, Math.max(0, size))).toString());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return !seen.get().isEmpty();
        });
    return seen.get();
  }

  private static String counted(InputStream in) throws IOException {
    int length = 0;
    for (int digit = in.read(); digit != ' '; digit = in.read()) {
      length = length * 10 + digit - '0';
    }
    return new String(in.readNBytes(length), UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }
}
