package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.core.settings.TransportChoice;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 as h2spec judges it, with a backend behind. */
class H2specTest {
  private static final int CASES = 146;

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void passesEveryCaseInCleartextAndOverTls(TransportChoice choice) throws Exception {
    assumeTrue(TransportTest.isAvailable(choice));
    assumeTrue(H2spec.runsHere(), "h2spec is a program for Linux on x86_64");
    new Pki(directory);
    H2spec suite = new H2spec(directory);
    try (Origin origin = Origin.saying("what h2spec asks for");
        Gateway gateway =
            Gateway.start(
                """
                transport: %s
                listeners:
                  web: {address: "127.0.0.1:0"}
                  secure: {address: "127.0.0.1:0", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
                access-log: {format: off}
                pools: {app: {backends: ["%s"]}}
                routes: [{pool: app}]
                """
                    .formatted(choice.word(), origin.url()),
                directory)) {
      H2spec.Outcome cleartext = suite.run(gateway.http("web", "/"));
      assertThat(cleartext.notPassed()).isEmpty();
      assertThat(cleartext.cases()).isEqualTo(CASES);
      H2spec.Outcome secure = suite.run(gateway.https("secure", "/"));
      assertThat(secure.notPassed()).isEmpty();
      assertThat(secure.cases()).isEqualTo(CASES);
    }
  }
}
