package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.transport.listen.HandshakeFailure;
import dev.gatehouse.tls.ClientAuthSettings.Mode;
import dev.gatehouse.tls.TlsEngine.Kind;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientAuthTest {
  @TempDir Path directory;
  private Pki pki;

  @BeforeEach
  void makeAuthority() {
    pki = new Pki(directory);
  }

  private CertificateStore store(TlsState state, String listener, @Nullable Mode mode) {
    ClientAuthSettings clientAuth =
        mode == null
            ? null
            : new ClientAuthSettings(
                pki.write("clients.crt", pki.authority().getRootCertificatePEM()), mode);
    TlsSettings settings =
        new TlsSettings(
            List.of(
                pki.write("a", pki.issue(Algorithm.ecp256, "a.example")),
                pki.write("b", pki.issue(Algorithm.ecp256, "b.example"))),
            List.of(TlsProtocol.TLS_1_3, TlsProtocol.TLS_1_2),
            List.of(AlpnProtocol.HTTP_1_1),
            clientAuth);
    return StoreTesting.store(listener, settings, directory, state);
  }

  private static Consumer<SSLParameters> asking(String name, String version) {
    return TestClient.naming(name).andThen(TestClient.speaking(version));
  }

  /** In TLS 1.3 a client learns of a refusal only when it reads. */
  private static void visit(SSLContext client, int port, String name, String version)
      throws IOException {
    try (TestClient connection = TestClient.connect(client, port, asking(name, version))) {
      if (!connection.echo("hello").equals("hello")) {
        throw new IOException("cut off");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BORINGSSL,TLSv1.3", "BORINGSSL,TLSv1.2", "JDK,TLSv1.3", "JDK,TLSv1.2"})
  void tellsWhoTheClientIsEvenWhenItResumes(Kind kind, String version) throws IOException {
    SSLContext client = pki.clientContext(pki.client("CN=alice,O=Example"));
    try (CertificateStore store = store(StoreTesting.state(kind), "web", Mode.REQUIRE);
        EchoServer server = new EchoServer(store)) {
      for (int i = 0; i < 2; i++) {
        visit(client, server.port(), "a.example", version);
        assertThat(server.secured().info().clientSubject()).isEqualTo("CN=alice,O=Example");
      }
      assertThat(store.statistics().resumed()).isEqualTo(kind == Kind.BORINGSSL ? 1 : 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"BORINGSSL,TLSv1.3", "BORINGSSL,TLSv1.2", "JDK,TLSv1.3", "JDK,TLSv1.2"})
  void refusesClientsWithoutCertificateWhateverNameTheyAskFor(Kind kind, String version) {
    try (CertificateStore store = store(StoreTesting.state(kind), "web", Mode.REQUIRE);
        EchoServer server = new EchoServer(store)) {
      for (String name : List.of("a.example", "b.example", "unknown.example")) {
        assertThatThrownBy(() -> visit(pki.clientContext(), server.port(), name, version))
            .isInstanceOf(IOException.class);
        assertThat(server.refused().reason())
            .isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BORINGSSL,TLSv1.3", "BORINGSSL,TLSv1.2", "JDK,TLSv1.3", "JDK,TLSv1.2"})
  void refusesCertificatesOfStrangersEvenWhereNoneIsRequired(Kind kind, String version)
      throws IOException {
    X509Bundle stranger = new Pki(directory).client("CN=mallory");
    try (CertificateStore store = store(StoreTesting.state(kind), "web", Mode.REQUEST);
        EchoServer server = new EchoServer(store)) {
      // The JDK's client holds a certificate back that the server would not take.
      SSLContext client = pki.clientContext(stranger);
      try {
        visit(client, server.port(), "a.example", version);
        assertThat(server.secured().info().clientSubject()).isNull();
      } catch (IOException e) {
        assertThat(server.refused().reason())
            .isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REFUSED);
      }
      visit(pki.clientContext(), server.port(), "a.example", version);
      assertThat(server.secured().info().clientSubject()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3", "TLSv1.2"})
  void doesNotTakeASessionForProofThatWasMadeWithoutOne(String version) throws IOException {
    TlsState state = StoreTesting.state(Kind.BORINGSSL);
    SSLContext client = pki.clientContext();
    // The same listener before and after its configuration changed, and thus the same ticket keys.
    try (CertificateStore open = store(state, "web", null);
        CertificateStore guarded = store(state, "web", Mode.REQUIRE);
        SwitchedTls tls = new SwitchedTls(open);
        EchoServer server = new EchoServer(tls)) {
      visit(client, server.port(), "a.example", version);
      server.secured();
      tls.become(guarded);
      assertThatThrownBy(() -> visit(client, server.port(), "a.example", version))
          .isInstanceOf(IOException.class);
      assertThat(server.refused().reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3", "TLSv1.2"})
  void forgetsSessionsWhenTheAuthoritiesChange(String version) throws IOException {
    SSLContext client = pki.clientContext(pki.client("CN=alice"));
    try (CertificateStore store = store(StoreTesting.state(Kind.BORINGSSL), "web", Mode.REQUIRE);
        EchoServer server = new EchoServer(store)) {
      visit(client, server.port(), "a.example", version);
      server.secured();
      pki.write("clients.crt", Pki.authority("CN=Another").getCertificatePEM());
      store.refresh();
      assertThatThrownBy(() -> visit(client, server.port(), "a.example", version))
          .isInstanceOf(IOException.class);
      assertThat(server.refused().reason())
          .isIn(
              HandshakeFailure.CLIENT_CERTIFICATE_MISSING,
              HandshakeFailure.CLIENT_CERTIFICATE_REFUSED);
    }
  }
}
