package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.core.settings.TransportChoice;
import dev.gatehouse.core.transport.Transport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The heart of the work over each kind of system calls. */
class TransportTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource
  void serves(TransportChoice choice) throws Exception {
    assumeTrue(isAvailable(choice));
    Pki pki = new Pki(directory);
    try (EchoServer backend = EchoServer.start(pki);
        Gateway gateway = Gateway.start(configuration(choice, backend), directory)) {
      for (Front front : Front.values()) {
        try (Client client = front.connect(gateway, pki)) {
          for (Back back : Back.values()) {
            exchange(client, "/" + back.name().toLowerCase(Locale.ROOT));
          }
        }
      }
      gateway.stop(Duration.ofSeconds(10));
    }
  }

  /** With answers too long to be waited for; what is lost here is seen as a time-out. */
  @ParameterizedTest
  @EnumSource
  void noticesEveryResetWithinAnAnswer(TransportChoice choice) throws Exception {
    assumeTrue(isAvailable(choice));
    Origin.Script resets =
        (origin, wire) -> {
          origin.receive(wire);
          wire.send("HTTP/1.1 200 OK\nContent-Length: 100000\n\nhello");
          wire.socket().setSoLinger(true, 0);
        };
    try (Origin origin = Origin.start(resets);
        Gateway gateway =
            Gateway.start(
                """
                transport: %s
                listeners: {web: {address: "127.0.0.1:0"}}
                access-log: {format: off}
                pools: {app: {backends: ["%s"]}}
                routes: [{pool: app}]
                """
                    .formatted(choice.word(), origin.url()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Throwable>> ends = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        ends.add(threads.submit(() -> catchThrowable(() -> ask(gateway))));
        if (ends.size() % 16 == 0) {
          ends.getLast().get();
        }
      }
      for (Future<Throwable> end : ends) {
        assertThat(end.get()).isNotInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  private static void ask(Gateway gateway) throws IOException {
    try (Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("POST / HTTP/1.1\nHost: a\nContent-Length: 2\n\nhi");
      wire.answer();
    }
  }

  private static void exchange(Client client, String path) throws Exception {
    assertThat(client.send(Ask.get(path + "/large")).content()).isEqualTo(EchoServer.LARGE);
    assertThat(client.send(Ask.post(path, EchoServer.LARGE)).content()).isEqualTo(EchoServer.LARGE);
    assertThat(client.send(Ask.post(path, EchoServer.LARGE).unsized()).content())
        .isEqualTo(EchoServer.LARGE);
    assertThat(client.send(Ask.of("HEAD", path)).status()).isEqualTo(200);
    assertThat(client.send(Ask.get(path + "/no-content")).status()).isEqualTo(204);
  }

  static boolean isAvailable(TransportChoice choice) {
    try {
      return !Transport.choose(choice).name().isEmpty();
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static String configuration(TransportChoice choice, EchoServer backend) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("transport: ").append(choice.word()).append('\n');
    yaml.append(
        """
        listeners:
          web: {address: "127.0.0.1:0"}
          secure: {address: "127.0.0.1:0", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
        access-log: {format: off}
        pools:
        """);
    for (Back back : Back.values()) {
      yaml.append("  %s: %s%n".formatted(back.name().toLowerCase(Locale.ROOT), back.pool(backend)));
    }
    yaml.append("routes:\n");
    for (Back back : Back.values()) {
      String name = back.name().toLowerCase(Locale.ROOT);
      yaml.append("  - {match: {path-prefix: /%1$s}, pool: %1$s}%n".formatted(name));
    }
    return yaml.toString();
  }
}
