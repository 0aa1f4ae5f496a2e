package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a server under load: whoever is let in is served. */
class DrainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String GET = "GET / HTTP/1.1\nHost: localhost\n\n";

  /** One customer: serves itself until nobody accepts it any more. */
  private interface Customer {
    void run() throws Exception;
  }

  @TempDir private Path directory = Path.of("");
  private final AtomicInteger good = new AtomicInteger();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> running = new ArrayList<>();
  private Pki pki;
  private SSLContext context;
  private Origin origin;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    pki = new Pki(directory);
    context = pki.clientContext();
    origin = Origin.saying("hello");
    gateway =
        Gateway.start(
            """
            listeners:
              web: {address: "127.0.0.1:0"}
              secure: {address: "127.0.0.1:0", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
            access-log: {format: off}
            pools: {app: {backends: ["%s"]}}
            routes: [{pool: app}]
            """
                .formatted(origin.url()),
            directory);
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    threads.close();
  }

  private void customers(int count, String name, Customer customer) {
    for (int i = 0; i < count; i++) {
      running.add(
          threads.submit(() -> {
            try {
              customer.run();
            } catch (ConnectException e) {
              // closed: nobody is let in any more
            } catch (Exception e) {
              lost.add(name + ": " + e);
            }
          }));
    }
  }

  private void drain(int after) throws Exception {
    Await.until(after + " requests are served", () -> good.get() >= after || !lost.isEmpty());
    gateway.stop(PATIENCE);
    for (Future<?> each : running) {
      each.get();
    }
    assertThat(lost).isEmpty();
  }

  private void check(String text) {
    if (text.equals("hello")) {
      good.incrementAndGet();
    } else {
      lost.add(text);
    }
  }

  /** Keeps its connection until told that it ends. */
  private void overOneConnection(Wire wire, long pauseNanos) throws IOException {
    boolean last = false;
    while (!last) {
      Message answer = wire.send(GET).answer();
      check(answer.text());
      last = "close".equalsIgnoreCase(answer.field("connection"));
      LockSupport.parkNanos(pauseNanos);
    }
  }

  /** Connected apart from the handshake, so that nobody there differs from a broken handshake. */
  private Socket plainToSecure() throws IOException {
    return new Socket(gateway.address("secure").getAddress(), gateway.port("secure"));
  }

  private Wire secureWire() throws IOException {
    return secure(plainToSecure());
  }

  private Wire secure(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 0, true);
    socket.startHandshake();
    return new Wire(socket);
  }

  @Test
  void servesRequestsOnConnectionsThatAreKept() throws Exception {
    customers(
        6,
        "kept",
        () -> {
          while (true) {
            try (Wire wire = Wire.connect(gateway.address("web"))) {
              overOneConnection(wire, 0);
            }
          }
        });
    customers(
        6,
        "kept and slow",
        () -> {
          while (true) {
            try (Wire wire = Wire.connect(gateway.address("web"))) {
              overOneConnection(wire, 3_000_000);
            }
          }
        });
    customers(
        3,
        "kept under TLS",
        () -> {
          while (true) {
            try (Wire wire = secureWire()) {
              overOneConnection(wire, 1_000_000);
            }
          }
        });
    drain(3000);
  }

  @Test
  void servesRequestsOverHttp2() throws Exception {
    for (int i = 0; i < 3; i++) {
      Http2Client client = Http2Client.connect(gateway.address("web"));
      customers(
          4,
          "h2c",
          () -> {
            while (true) {
              check(client.send(Ask.post("/", "content")).text());
            }
          });
    }
    Client tls = new JdkClient(gateway.https("secure", "/"), Version.HTTP_2, context);
    customers(
        4,
        "h2",
        () -> {
          while (true) {
            check(tls.send(Ask.get("/")).text());
          }
        });
    drain(3000);
    tls.close();
  }

  @Test
  void servesWhoeverWasLetIn() throws Exception {
    customers(
        6,
        "new connection under TLS",
        () -> {
          while (true) {
            try (Wire wire = secureWire()) {
              check(wire.send(GET).answer().text());
            }
          }
        });
    customers(
        4,
        "new connection",
        () -> {
          while (true) {
            try (Wire wire = Wire.connect(gateway.address("web"))) {
              check(wire.send(GET).answer().text());
            }
          }
        });
    drain(300);
  }

  @Test
  void finishesWhatIsUnderWayAndNoLongerAccepts() throws Exception {
    try (Wire slow = Wire.connect(gateway.address("web"));
        Wire idle = Wire.connect(gateway.address("web"))) {
      check(idle.send(GET).answer().text());
      slow.send("POST / HTTP/1.1\nHost: a\nContent-Length: 4\n\nab");
      Future<?> stopping = threads.submit(() -> gateway.stop(PATIENCE));
      Await.until("nobody is let in", this::refused);
      assertThat(idle.ended()).as("everyone has heard of the end").isTrue();
      assertThat(stopping.isDone()).isFalse();
      Message answer = slow.send("cd").answer();
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.field("connection")).isEqualTo("close");
      assertThat(slow.ended()).isTrue();
      stopping.get();
    }
  }

  @Test
  void servesThoseWhoWereLetInButHadNotYetSaidAnything() throws Exception {
    try (Wire silent = Wire.connect(gateway.address("web"));
        Socket silentUnderTls = plainToSecure();
        Wire last = Wire.connect(gateway.address("web"));
        Wire lastUnderTls = secureWire()) {
      // accepted in order: where the last are served, the others are in
      check(last.send(GET).answer().text());
      check(lastUnderTls.send(GET).answer().text());
      Future<?> stopping = threads.submit(() -> gateway.stop(PATIENCE));
      Await.until("nobody is let in", this::refused);
      assertThat(silent.send(GET).answer().text()).isEqualTo("hello");
      try (Wire wire = secure(silentUnderTls)) {
        assertThat(wire.send(GET).answer().text()).isEqualTo("hello");
      }
      assertThat(silent.ended()).isTrue();
      stopping.get();
    }
  }

  private boolean refused() {
    try (Wire wire = Wire.connect(gateway.address("web"))) {
      return wire.socket().isClosed();
    } catch (IOException e) {
      return true;
    }
  }
}
