package dev.gatehouse.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A blocking client: a connection under the JDK's TLS that has finished its handshake. */
final class TestClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final SSLSocket socket;

  private TestClient(SSLSocket socket) {
    this.socket = socket;
  }

  static TestClient connect(SSLContext context, int port, Consumer<SSLParameters> how)
      throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      SSLParameters parameters = socket.getSSLParameters();
      how.accept(parameters);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return new TestClient(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Changes nothing about the JDK's ways. */
  static Consumer<SSLParameters> plainly() {
    return parameters -> {};
  }

  /** Asks for a name. */
  static Consumer<SSLParameters> naming(String name) {
    return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
  }

  /** Speaks one version only. */
  static Consumer<SSLParameters> speaking(String version) {
    return parameters -> parameters.setProtocols(new String[] {version});
  }

  /** The certificate the server has shown. */
  X509Certificate certificate() throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  int chainLength() throws IOException {
    return socket.getSession().getPeerCertificates().length;
  }

  String protocol() {
    return socket.getApplicationProtocol();
  }

  /** Sends {@code text} and reads as much; so, tickets that come behind the handshake are seen. */
  String echo(String text) throws IOException {
    byte[] sent = text.getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(sent);
    return new String(socket.getInputStream().readNBytes(sent.length), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
