package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates in front, as clients meet them. */
class TlsTest {
  @TempDir private Path directory = Path.of("");
  private Pki pki;
  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    pki = new Pki(directory);
    origin = Origin.saying("hello");
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private Gateway gateway(String tls) {
    return Gateway.start(
        """
        listeners: {secure: {address: "127.0.0.1:0", tls: %s}}
        access-log: {format: off}
        pools: {app: {backends: ["%s"]}}
        routes: [{pool: app}]
        """
            .formatted(tls, origin.url()),
        directory);
  }

  private static Client client(Gateway gateway, Version version, SSLContext context) {
    return new JdkClient(gateway.https("secure", "/"), version, context);
  }

  /** Connects with a server name and gives the certificate that came. */
  private X509Certificate shown(Gateway gateway, String name) throws Exception {
    try (SSLSocket socket = connect(gateway, name)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private SSLSocket connect(Gateway gateway, String name) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            pki.clientContext()
                .getSocketFactory()
                .createSocket(gateway.address("secure").getAddress(), gateway.port("secure"));
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  @Test
  void showsTheCertificateForTheNameThatIsAskedFor() throws Exception {
    pki.write("shop", pki.server("shop.example"));
    String tls =
        "{certificates: [{certificate: site.crt, key: site.key},"
            + " {certificate: shop.crt, key: shop.key}]}";
    try (Gateway gateway = gateway(tls)) {
      assertThat(subject(shown(gateway, "shop.example"))).isEqualTo("CN=shop.example");
      assertThat(subject(shown(gateway, "localhost"))).isEqualTo("CN=localhost");
      assertThat(subject(shown(gateway, "other.example"))).isEqualTo("CN=localhost");
    }
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  @Test
  void servesOnlyClientsWithACertificateWhereOneIsRequired() throws Exception {
    String tls =
        "{certificates: [{certificate: site.crt, key: site.key}],"
            + " client-auth: {mode: require, trust: ca.crt}}";
    try (Gateway gateway = gateway(tls)) {
      for (Version version : Version.values()) {
        if (version.ordinal() > Version.HTTP_2.ordinal()) {
          continue;
        }
        try (Client known = client(gateway, version, pki.clientContext(pki.client("CN=me")));
            Client unknown = client(gateway, version, pki.clientContext())) {
          assertThat(known.send(Ask.get("/")).text()).isEqualTo("hello");
          assertThatThrownBy(() -> unknown.send(Ask.get("/"))).isInstanceOf(IOException.class);
        }
      }
      assertThat(origin.received()).hasSize(2);
    }
  }

  @Test
  void takesNewFilesUpWithoutDroppingConnections() throws Exception {
    String tls = "{certificates: [{certificate: site.crt, key: site.key}]}";
    try (Gateway gateway = gateway(tls);
        SSLSocket before = connect(gateway, "localhost");
        Wire open = new Wire(before);
        Client h2 = client(gateway, Version.HTTP_2, pki.clientContext())) {
      String get = "GET / HTTP/1.1\nHost: localhost\n\n";
      assertThat(open.send(get).answer().text()).isEqualTo("hello");
      assertThat(h2.send(Ask.get("/")).text()).isEqualTo("hello");
      X509Bundle fresh = pki.server("localhost");
      pki.write("site", fresh);
      Await.until("the new certificate is shown", () -> isShown(gateway, fresh));
      assertThat(open.send(get).answer().text()).isEqualTo("hello");
      assertThat(h2.send(Ask.get("/")).text()).isEqualTo("hello");
    }
  }

  private boolean isShown(Gateway gateway, X509Bundle expected) {
    try {
      return shown(gateway, "localhost").equals(expected.getCertificate());
    } catch (Exception e) {
      throw new AssertionError("a handshake failed meanwhile", e);
    }
  }
}
