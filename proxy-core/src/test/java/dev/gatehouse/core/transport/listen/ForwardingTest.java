package dev.gatehouse.core.transport.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.forward.Forwarder;
import dev.gatehouse.core.forward.HostPolicy;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.core.net.CidrSet;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.runtime.ErrorResponder;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.settings.TransportChoice;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.Transport;
import dev.gatehouse.core.transport.connection.Dialer;
import dev.gatehouse.core.transport.connection.LoopPools;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listener, connections, pools and forwarder together, over real sockets. */
@Timeout(60)
final class ForwardingTest {
  private static final int MUCH = 20 * 1024 * 1024;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final EventLoops loops =
      EventLoops.start(Transport.choose(TransportChoice.NIO), 1, Clock.SYSTEM);

  @AfterEach
  void stop() {
    loops.stop();
  }

  private Listener listen(int... ports) throws BindFailed {
    List<BackendSettings> backends =
        Arrays.stream(ports)
            .mapToObj(port -> BackendSettings.parse("http://127.0.0.1:" + port))
            .toList();
    PoolSettings settings = new PoolSettings("origin", backends);
    BackendPool pool = new BackendPool(settings, backend -> BackendObserver.NONE);
    Dialer dialer =
        new Dialer(
            loops.transport().socket(),
            settings.protocol(),
            settings.connections(),
            Duration.ofSeconds(3),
            null);
    LoopPools pools = new LoopPools("origin", loops.loops(), dialer);
    Forwarder forwarder = new Forwarder(pool, pools, new TimeoutSettings(), HostPolicy.REQUEST);
    return Listener.bind(
        new Listener.Setup(
            "web",
            loops,
            new Straight(forwarder),
            new LimitSettings(),
            new ConnectionLimit(100, 100, CidrSet.EMPTY),
            ConnectionObserver.NONE,
            new BurstLog(),
            Shedding.start(loops, new MemoryBudget(64 << 20)),
            OpenSockets.NONE,
            null),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static Socket connect(Listener listener) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.setSendBufferSize(64 * 1024);
    socket.connect(listener.address());
    return socket;
  }

  private static String ask(Socket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(US_ASCII));
    String head = ScriptedBackend.head(client.getInputStream());
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
    int length = Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
    client.getInputStream().readNBytes(length);
    return head.substring(9, 12);
  }

  /** Answers once per connection, and closes when the second request has come. */
  private static void answersOnce(int number, InputStream in, OutputStream out) throws IOException {
    ScriptedBackend.head(in);
    out.write(OK.getBytes(US_ASCII));
    ScriptedBackend.head(in);
  }

  @Test
  void aGetOnAConnectionThatDiedOfAgeIsSentAgain() throws Exception {
    try (ScriptedBackend backend = new ScriptedBackend(ForwardingTest::answersOnce);
        Socket client = connect(listen(backend.port()))) {
      assertThat(ask(client, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo("200");
      assertThat(ask(client, "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo("200");
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aPostIsNot() throws Exception {
    try (ScriptedBackend backend = new ScriptedBackend(ForwardingTest::answersOnce);
        Socket client = connect(listen(backend.port()))) {
      assertThat(ask(client, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo("200");
      assertThat(ask(client, "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
          .isEqualTo("502");
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void whereABackendRefusesTheOtherAnswers() throws Exception {
    int nobody;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = gone.getLocalPort();
    }
    try (ScriptedBackend backend =
            new ScriptedBackend((number, in, out) -> {
              while (!ScriptedBackend.head(in).isEmpty()) {
                out.write(OK.getBytes(US_ASCII));
              }
            });
        Socket client = connect(listen(nobody, backend.port()))) {
      for (int i = 0; i < 8; i++) {
        assertThat(ask(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
            .isEqualTo("200");
      }
    }
  }

  @Test
  void muchGoesUpToASlowBackendUnchanged() throws Exception {
    byte[] content = content();
    try (ScriptedBackend backend =
            new ScriptedBackend((number, in, out) -> {
              ScriptedBackend.head(in);
              String sum = Long.toHexString(sum(in, MUCH));
              out.write(
                  ("HTTP/1.1 200 OK\r\nX-Sum: " + sum + "\r\nContent-Length: 0\r\n\r\n")
                      .getBytes(US_ASCII));
            });
        Socket client = connect(listen(backend.port()))) {
      client
          .getOutputStream()
          .write(
              ("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + MUCH + "\r\n\r\n")
                  .getBytes(US_ASCII));
      client.getOutputStream().write(content);
      assertThat(ScriptedBackend.head(client.getInputStream()))
          .contains("x-sum: " + Long.toHexString(sum(content)) + "\r\n");
    }
  }

  @Test
  void muchComesDownToASlowReaderUnchanged() throws Exception {
    down("");
  }

  @Test
  void andCompletelyWhenTheConnectionClosesBehindIt() throws Exception {
    down("Connection: close\r\n");
  }

  private void down(String field) throws Exception {
    byte[] content = content();
    try (ScriptedBackend backend =
            new ScriptedBackend((number, in, out) -> {
              ScriptedBackend.head(in);
              out.write(
                  ("HTTP/1.1 200 OK\r\nContent-Length: " + MUCH + "\r\n\r\n").getBytes(US_ASCII));
              out.write(content);
            });
        Socket client = connect(listen(backend.port()))) {
      client
          .getOutputStream()
          .write(("GET / HTTP/1.1\r\nHost: x\r\n" + field + "\r\n").getBytes(US_ASCII));
      ScriptedBackend.head(client.getInputStream());
      assertThat(sum(client.getInputStream(), MUCH)).isEqualTo(sum(content));
    }
  }

  @Test
  void aClientThatLeavesEndsTheRequestAtTheBackend() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch hungUp = new CountDownLatch(1);
    try (ScriptedBackend backend =
        new ScriptedBackend((number, in, out) -> {
          ScriptedBackend.head(in);
          asked.countDown();
          if (in.read() < 0) {
            hungUp.countDown();
          }
        })) {
      try (Socket client = connect(listen(backend.port()))) {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static byte[] content() {
    byte[] content = new byte[MUCH];
    new Random(7).nextBytes(content);
    return content;
  }

  private static long sum(byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(content);
    return sum.getValue();
  }

  /** Reads slowly: little at a time. */
  private static long sum(InputStream in, int length) throws IOException {
    CRC32 sum = new CRC32();
    byte[] piece = new byte[8192];
    for (int left = length; left > 0; ) {
      int read = in.read(piece, 0, Math.min(piece.length, left));
      if (read < 0) {
        throw new IOException("cut off, " + left + " bytes short");
      }
      sum.update(piece, 0, read);
      left -= read;
    }
    return sum.getValue();
  }

  /** Every request to the one handler. */
  private record Straight(Forwarder handler) implements Intake {
    @Override
    public void dispatch(Exchange exchange) {
      handler.handle(exchange, new Out(exchange));
    }

    @Override
    public void refuse(Exchange exchange, Failure failure) {
      new Out(exchange).fail(failure);
    }

    @Override
    public void reject(Exchange exchange, Failure failure) {
      throw new AssertionError(failure);
    }
  }

  private record Out(Exchange exchange) implements Responder {
    @Override
    public void respond(Response response) {
      exchange.stream().respond(response);
    }

    @Override
    public void fail(Failure failure) {
      respond(ErrorResponder.answer(exchange, failure));
    }

    @Override
    public void inform(Response interim) {
      exchange.stream().inform(interim);
    }
  }
}
