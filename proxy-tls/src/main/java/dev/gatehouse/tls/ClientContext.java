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

  private static final List<String> HTTP_1 = List.of("http/1.1");

  private final HeldContext held;

  /** The same for connections that are to speak HTTP/1; the other one if all do. */
  private final HeldContext http1;

  private ClientContext(HeldContext held, HeldContext http1) {
    this.held = held;
    this.http1 = http1;
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
    HeldContext held = new HeldContext(context(engine, verify, authorities, protocols));
    return new ClientContext(
        held,
        protocols.equals(HTTP_1)
            ? held
            : new HeldContext(context(engine, verify, authorities, HTTP_1)));
  }

  private static SslContext context(
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
    return context;
  }

  /**
   * A handler for one connection; null if this context has been replaced: ask for the new one.
   *
   * @param onlyHttp1 whether nothing but HTTP/1.1 is offered
   */
  @Nullable SslHandler newHandler(
      ByteBufAllocator allocator, String host, int port, boolean onlyHttp1) {
    HeldContext chosen = onlyHttp1 ? http1 : held;
    return chosen.make(() -> chosen.context().newHandler(allocator, host, port));
  }

  void release() {
    held.release();
    if (http1 != held) {
      http1.release();
    }
  }
}
