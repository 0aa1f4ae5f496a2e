package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.tls.TlsEngine.Kind;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResumptionTest {
  @TempDir Path directory;
  private final TlsState state = StoreTesting.state(Kind.BORINGSSL);
  private Pki pki;
  private TlsSettings settings;

  @BeforeEach
  void makeCertificate() {
    pki = new Pki(directory);
    settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "a.example")));
  }

  private CertificateStore store(String listener) {
    return StoreTesting.store(listener, settings, directory, state);
  }

  private static void visit(SSLContext client, int port, String version) throws IOException {
    try (TestClient connection = TestClient.connect(client, port, TestClient.speaking(version))) {
      assertThat(connection.echo("hello")).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void resumesSessions(String version) throws IOException {
    SSLContext client = pki.clientContext();
    try (CertificateStore store = store("web");
        EchoServer server = new EchoServer(store)) {
      visit(client, server.port(), version);
      visit(client, server.port(), version);
      assertThat(store.statistics().handshakes()).isEqualTo(2);
      assertThat(store.statistics().resumed()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void resumesSessionsFromBeforeTheCertificatesChanged(String version) throws IOException {
    SSLContext client = pki.clientContext();
    try (CertificateStore store = store("web");
        EchoServer server = new EchoServer(store)) {
      visit(client, server.port(), version);
      pki.write("a", pki.issue(Algorithm.ecp256, "b.example"));
      store.refresh();
      assertThat(store.certificates().getFirst().names()).containsExactly("b.example");
      visit(client, server.port(), version);
      assertThat(store.statistics().resumed()).isEqualTo(1);
    }
  }

  @Test
  void resumesSessionsOfTheSameListenerInAnEarlierConfiguration() throws IOException {
    SSLContext client = pki.clientContext();
    try (CertificateStore old = store("web");
        CertificateStore fresh = store("web");
        SwitchedTls tls = new SwitchedTls(old);
        EchoServer server = new EchoServer(tls)) {
      visit(client, server.port(), "TLSv1.3");
      tls.become(fresh);
      visit(client, server.port(), "TLSv1.3");
      assertThat(state.statistics("web").resumed()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void doesNotResumeSessionsOfAnotherListener(String version) throws IOException {
    SSLContext client = pki.clientContext();
    try (CertificateStore web = store("web");
        CertificateStore other = store("other");
        SwitchedTls tls = new SwitchedTls(web);
        EchoServer server = new EchoServer(tls)) {
      visit(client, server.port(), version);
      tls.become(other);
      visit(client, server.port(), version);
      assertThat(state.statistics("other").handshakes()).isEqualTo(1);
      assertThat(state.statistics("other").resumed()).isZero();
    }
  }

  @Test
  void keysOpenTicketsForADayAndSealForAThirdOfIt() {
    TicketKeys keys = new TicketKeys();
    Instant start = Instant.EPOCH;
    var first = keys.at(start);
    assertThat(keys.at(start.plus(Duration.ofHours(7)))).isSameAs(first);
    var second = keys.at(start.plus(Duration.ofHours(8)));
    assertThat(second).hasSize(2).endsWith(first.getFirst());
    var third = keys.at(start.plus(Duration.ofHours(16)));
    assertThat(third).hasSize(3).endsWith(first.getFirst());
    assertThat(keys.at(start.plus(Duration.ofHours(24))))
        .hasSize(3)
        .doesNotContain(first.getFirst());
  }
}
