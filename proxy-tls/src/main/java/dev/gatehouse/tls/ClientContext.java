package dev.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One generation of a pool's TLS: what is trusted and the sessions made with that trust. */
final class ClientContext {
  private static final String HOST_NAMES = "HTTPS"; // RFC 9110 §4.3.4
  private static final int SESSIONS = 1024;

  private final HeldContext held;

  private ClientContext(SslContext context) {
    this.held = new HeldContext(context);
  }

  /**
   * A context held once.
   *
   * @param verify false to believe any certificate
   * @param authorities whom to trust; null for those of the system
   */
  static ClientContext create(
      TlsEngine engine,
      boolean verify,
      @Nullable List<X509Certificate> authorities,
      List<String> protocols)
      throws SSLException {
    SslContextBuilder builder = engine.configure(SslContextBuilder.forClient());
    builder.protocols("TLSv1.3", "TLSv1.2");
    builder.applicationProtocolConfig(ServerContext.alpn(protocols));
    builder.sessionCacheSize(SESSIONS);
    if (verify) {
      builder.endpointIdentificationAlgorithm(HOST_NAMES);
      builder.trustManager(
          authorities == null ? TrustAuthorities.ofSystem() : TrustAuthorities.of(authorities));
    } else {
      builder.endpointIdentificationAlgorithm(null);
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    SslContext context = builder.build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setTicketKeys(); // None of its own, but it takes tickets in TLS 1.2 too.
    }
    return new ClientContext(context);
  }

  /** A handler for one connection; null if this context has been replaced: ask for the new one. */
  @Nullable SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
    return held.make(() -> held.context().newHandler(allocator, host, port));
  }

  void release() {
    held.release();
  }
}
