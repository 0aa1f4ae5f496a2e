package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.transport.listen.HandshakeFailure;
import dev.gatehouse.tls.TlsEngine.Kind;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CertificateStoreTest {
  @TempDir Path directory;
  private Pki pki;

  @BeforeEach
  void makeAuthority() {
    pki = new Pki(directory);
  }

  private static TlsState state(Kind kind) {
    TlsEngine engine = kind == Kind.JDK ? TlsEngine.jdk("a test") : TlsEngine.detect();
    assertThat(engine.kind()).isEqualTo(kind);
    return new TlsState(engine, InstantSource.system());
  }

  private CertificateStore store(TlsState state, TlsSettings settings) {
    CertificateStore.Loaded loaded = CertificateStore.load("web", settings, directory, state);
    assertThat(loaded.problems()).isEmpty();
    return Objects.requireNonNull(loaded.store());
  }

  /** With a context of its own each time: a session that is resumed shows no certificate. */
  private String shown(SSLContext client, int port, Consumer<SSLParameters> how)
      throws IOException {
    try (TestClient connection = TestClient.connect(client, port, how)) {
      return connection.certificate().getSubjectX500Principal().getName();
    }
  }

  @ParameterizedTest
  @EnumSource
  void showsTheCertificateForTheNameThatIsAskedFor(Kind kind) throws IOException {
    TlsSettings settings =
        pki.settings(
            pki.write("default", pki.issue(Algorithm.ecp256, "default.example")),
            pki.write("wild", pki.issue(Algorithm.ecp256, "*.shop.example", "shop.example")),
            pki.write("exact", pki.issue(Algorithm.ecp256, "www.shop.example")));
    try (CertificateStore store = store(state(kind), settings);
        EchoServer server = new EchoServer(store)) {
      int port = server.port();
      assertThat(shown(pki.clientContext(), port, TestClient.naming("www.shop.example")))
          .isEqualTo("CN=www.shop.example");
      assertThat(shown(pki.clientContext(), port, TestClient.naming("WWW.Shop.Example")))
          .isEqualTo("CN=www.shop.example");
      assertThat(shown(pki.clientContext(), port, TestClient.naming("api.shop.example")))
          .isEqualTo("CN=*.shop.example");
      assertThat(shown(pki.clientContext(), port, TestClient.naming("shop.example")))
          .isEqualTo("CN=*.shop.example");
      assertThat(shown(pki.clientContext(), port, TestClient.naming("a.b.shop.example")))
          .isEqualTo("CN=default.example");
      assertThat(shown(pki.clientContext(), port, TestClient.naming("other.example")))
          .isEqualTo("CN=default.example");
      assertThat(shown(pki.clientContext(), port, TestClient.plainly()))
          .isEqualTo("CN=default.example");
    }
  }

  @ParameterizedTest
  @EnumSource
  void showsTheCertificateWhoseKeyTheClientCanCheck(Kind kind) throws IOException {
    TlsSettings settings =
        pki.settings(
            pki.write("rsa", pki.issue(Algorithm.rsa2048, "rsa", "www.example")),
            pki.write("ec", pki.issue(Algorithm.ecp256, "ec", "www.example")),
            pki.write("ed", pki.issue(Algorithm.ed25519, "ed", "www.example")));
    try (CertificateStore store = store(state(kind), settings);
        EchoServer server = new EchoServer(store)) {
      int port = server.port();
      assertThat(
              shown(
                  Pki.credulousContext(),
                  port,
                  offering("rsa_pss_rsae_sha256", "rsa_pkcs1_sha256")))
          .isEqualTo("CN=rsa");
      assertThat(shown(Pki.credulousContext(), port, offering("ecdsa_secp256r1_sha256")))
          .isEqualTo("CN=ec");
      assertThat(shown(Pki.credulousContext(), port, offering("ed25519"))).isEqualTo("CN=ed");
    }
  }

  private static Consumer<SSLParameters> offering(String... schemes) {
    return parameters -> {
      TestClient.naming("www.example").accept(parameters);
      parameters.setSignatureSchemes(schemes);
    };
  }

  @ParameterizedTest
  @CsvSource({"BORINGSSL,TLSv1.3", "BORINGSSL,TLSv1.2", "JDK,TLSv1.3", "JDK,TLSv1.2"})
  void tellsWhatWasAgreedOn(Kind kind, String version) throws IOException {
    TlsSettings settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "a.example")));
    try (CertificateStore store = store(state(kind), settings);
        EchoServer server = new EchoServer(store);
        TestClient client =
            TestClient.connect(
                pki.clientContext(),
                server.port(),
                parameters -> {
                  TestClient.naming("A.example").accept(parameters);
                  TestClient.speaking(version).accept(parameters);
                  parameters.setApplicationProtocols(new String[] {"http/1.1", "h2"});
                })) {
      assertThat(client.echo("hello")).isEqualTo("hello");
      assertThat(client.protocol()).isEqualTo("h2");
      EchoServer.Secured secured = server.secured();
      assertThat(secured.protocol()).isEqualTo("h2");
      assertThat(secured.info().protocol()).isEqualTo(version);
      assertThat(secured.info().cipher()).startsWith("TLS_").contains("AES");
      assertThat(secured.info().serverName()).isEqualToIgnoringCase("a.example");
      assertThat(secured.info().clientSubject()).isNull();
      assertThat(store.statistics().handshakes()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void servesClientsThatTakeNoPartInAlpn(Kind kind) throws IOException {
    TlsSettings settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "a.example")));
    try (CertificateStore store = store(state(kind), settings);
        EchoServer server = new EchoServer(store);
        TestClient client =
            TestClient.connect(pki.clientContext(), server.port(), TestClient.plainly())) {
      assertThat(client.echo("hello")).isEqualTo("hello");
      assertThat(server.secured().protocol()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesVersionsThatAreNotConfigured(Kind kind) {
    TlsSettings settings =
        new TlsSettings(
            List.of(pki.write("a", pki.issue(Algorithm.ecp256, "a.example"))),
            List.of(TlsProtocol.TLS_1_3),
            List.of(AlpnProtocol.HTTP_1_1),
            null);
    try (CertificateStore store = store(state(kind), settings);
        EchoServer server = new EchoServer(store)) {
      assertThatThrownBy(() ->
              TestClient.connect(
                  pki.clientContext(), server.port(), TestClient.speaking("TLSv1.2")))
          .isInstanceOf(SSLException.class);
      assertThat(server.refused().reason()).isEqualTo(HandshakeFailure.NO_SHARED_VERSION);
      assertThat(store.statistics().failures(HandshakeFailure.NO_SHARED_VERSION)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesClientsThatDoNotTrustTheCertificate(Kind kind) {
    TlsSettings settings = pki.settings(new CertificateSettings.SelfSigned(List.of("localhost")));
    try (CertificateStore store = store(state(kind), settings);
        EchoServer server = new EchoServer(store)) {
      assertThatThrownBy(
              () -> TestClient.connect(pki.clientContext(), server.port(), TestClient.plainly()))
          .isInstanceOf(SSLException.class);
      assertThat(server.refused().reason()).isEqualTo(HandshakeFailure.REFUSED_BY_CLIENT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesClientsThatDoNotSpeakTls(Kind kind) throws IOException {
    TlsSettings settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "a.example")));
    try (CertificateStore store = store(state(kind), settings);
        EchoServer server = new EchoServer(store);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(server.refused().reason()).isEqualTo(HandshakeFailure.NOT_TLS);
      assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(16);
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesClientsThatLeave(Kind kind) throws IOException {
    TlsSettings settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "a.example")));
    try (CertificateStore store = store(state(kind), settings);
        EchoServer server = new EchoServer(store)) {
      new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
      assertThat(server.refused().reason()).isEqualTo(HandshakeFailure.CLOSED);

      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.getOutputStream().write(new byte[] {0x16, 0x03, 0x01, 0x01});
      }
      assertThat(server.refused().reason()).isEqualTo(HandshakeFailure.CLOSED);
    }
  }

  @Test
  void closesConnectionsWhoseHandshakeTakesTooLong() throws IOException {
    TlsSettings settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "a.example")));
    try (CertificateStore store = store(state(Kind.BORINGSSL), settings);
        EchoServer server = new EchoServer(store, 1);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(server.refused().reason()).isEqualTo(HandshakeFailure.TIMEOUT);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"rsa2048", "ecp256"})
  void sendsTheWholeChainInOrder(Algorithm algorithm) throws IOException {
    var intermediate = Pki.intermediate(pki.authority());
    var leaf = Pki.issuedBy(intermediate, algorithm, "a.example");
    String shuffled = intermediate.getCertificatePEM() + "\n" + leaf.getCertificatePEM();
    TlsSettings settings =
        pki.settings(
            new CertificateSettings.Files(
                pki.write("a.crt", shuffled), pki.write("a.key", leaf.getPrivateKeyPEM())));
    try (CertificateStore store = store(state(Kind.BORINGSSL), settings);
        EchoServer server = new EchoServer(store);
        TestClient client =
            TestClient.connect(pki.clientContext(), server.port(), TestClient.plainly())) {
      assertThat(client.certificate()).isEqualTo(leaf.getCertificate());
      assertThat(client.chainLength()).isEqualTo(2);
    }
  }

  @Test
  void keepsSelfSignedCertificatesForTheLifeOfTheProcess() {
    TlsState state = state(Kind.BORINGSSL);
    TlsSettings settings =
        pki.settings(new CertificateSettings.SelfSigned(List.of("localhost", "127.0.0.1", "::1")));
    try (CertificateStore one = store(state, settings);
        CertificateStore two = store(state, settings)) {
      assertThat(one.certificates()).isEqualTo(two.certificates());
      assertThat(one.certificates().getFirst().names()).containsExactly("localhost");
    }
  }
}
