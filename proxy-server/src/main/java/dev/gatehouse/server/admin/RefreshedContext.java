package dev.gatehouse.server.admin;

import dev.gatehouse.tls.JdkServerTls;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The one context that the JDK's server takes for its whole life: every handshake is given to the
 * context that is in force when it begins.
 */
final class RefreshedContext extends SSLContext {
  RefreshedContext(JdkServerTls tls) {
    super(new Spi(tls), tls.context().getProvider(), tls.context().getProtocol());
  }

  private static final class Spi extends SSLContextSpi {
    private final JdkServerTls tls;

    Spi(JdkServerTls tls) {
      this.tls = tls;
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("made of files, not by this");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return tls.context().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return tls.context().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return tls.context().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return tls.context().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return tls.context().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return tls.context().getClientSessionContext();
    }
  }
}
