package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.server.restart.Inbox;
import dev.gatehouse.server.restart.Places;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose supervisor hears how it is, and keeps its sockets. */
class SupervisedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String GET = "GET / HTTP/1.1\nHost: localhost\n\n";

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Inbox supervisor;
  private Origin origin;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Epoll.isAvailable(), "needs epoll");
    Path socket = folder.resolve("notify");
    supervisor = new Inbox(socket);
    origin = Origin.saying("hello");
    gateway = Gateway.start(yaml(), Places.supervised(socket));
  }

  private String yaml() {
    return """
    listeners: {web: {address: "127.0.0.1:0"}}
    access-log: {format: off}
    pools: {app: {backends: ["%s"]}}
    routes: [{pool: app}]
    """
        .formatted(origin.url());
  }

  @AfterEach
  void stop() throws Exception {
    if (supervisor != null) {
      gateway.close();
      threads.close();
      origin.close();
      supervisor.close();
    }
  }

  private String heard() throws Exception {
    return supervisor.next().text();
  }

  @Test
  void handsItsSocketsOverToBeKeptThenServes() throws Exception {
    Inbox.Received kept = supervisor.next();

    assertThat(kept.text()).isEqualTo("FDSTORE=1\nFDPOLL=0\nFDNAME=gatehouse-web");
    assertThat(kept.descriptor()).isPresent();
    assertThat(heard()).isEqualTo("READY=1\nSTATUS=serving on 1 listeners");
  }

  @Test
  void tellsOfReloadsAndWhatCameOfThem() throws Exception {
    supervisor.next();
    supervisor.next();
    gateway.reload(yaml());
    assertThat(heard()).startsWith("RELOADING=1\nMONOTONIC_USEC=");
    assertThat(heard())
        .startsWith("READY=1\nSTATUS=serving on 1 listeners; reloaded: pools: 1 kept");
    gateway.reload("nonsense: 1");
    assertThat(heard()).startsWith("RELOADING=1");
    assertThat(heard()).startsWith("READY=1\n").contains("; not reloaded: test:1:1: ");
  }

  @Test
  void tellsOfItsEnd() throws Exception {
    supervisor.next();
    supervisor.next();
    gateway.stop(Duration.ofSeconds(7));

    assertThat(heard()).isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=17000000\nSTATUS=draining");
  }

  /** The socket stays open for a process to come: nobody is to wait there for the slowest one. */
  @Test
  void servesNewcomersWhileThoseFinishWhoWereThereBefore() throws Exception {
    try (Wire slow = Wire.connect(gateway.address("web"))) {
      slow.send("POST / HTTP/1.1\nHost: a\nContent-Length: 4\n\nab");
      assertThat(ask()).isEqualTo("hello"); // served after the slow one was accepted
      supervisor.next();
      supervisor.next();
      Future<?> stopping = threads.submit(() -> gateway.stop(PATIENCE));
      assertThat(heard()).startsWith("STOPPING=1");
      assertThat(ask()).isEqualTo("hello");
      assertThat(stopping.isDone()).isFalse();
      assertThat(slow.send("cd").answer().text()).isEqualTo("hello");
      stopping.get();
    }
  }

  private String ask() throws Exception {
    try (Wire wire = Wire.connect(gateway.address("web"))) {
      return wire.send(GET).answer().text();
    }
  }
}
