package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.core.settings.TransportChoice;
import dev.gatehouse.core.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
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

  private static void exchange(Client client, String path) throws Exception {
    assertThat(client.send(Ask.get(path + "/large")).content()).isEqualTo(EchoServer.LARGE);
    assertThat(client.send(Ask.post(path, EchoServer.LARGE)).content()).isEqualTo(EchoServer.LARGE);
    assertThat(client.send(Ask.post(path, EchoServer.LARGE).unsized()).content())
        .isEqualTo(EchoServer.LARGE);
    assertThat(client.send(Ask.of("HEAD", path)).status()).isEqualTo(200);
    assertThat(client.send(Ask.get(path + "/no-content")).status()).isEqualTo(204);
  }

  private static boolean isAvailable(TransportChoice choice) {
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
