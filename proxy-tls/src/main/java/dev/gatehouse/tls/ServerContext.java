package dev.gatehouse.tls;

import dev.gatehouse.core.settings.Choice;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a listener's TLS: an engine's context with all its certificates. Replaced as a
 * whole when anything changes.
 */
final class ServerContext {
  private final List<ServerCertificate> certificates;
  private final HeldContext held;

  private ServerContext(List<ServerCertificate> certificates, SslContext context) {
    this.certificates = List.copyOf(certificates);
    this.held = new HeldContext(context);
  }

  /**
   * A context held once.
   *
   * @param authorities who vouches for clients; empty if nobody is asked
   * @param identity what tells this listener's sessions from those of others; at most 32 bytes
   * @throws SSLException if the engine does not accept something that was not checked before
   */
  static ServerContext create(
      TlsEngine engine,
      TlsSettings settings,
      List<ServerCertificate> certificates,
      List<X509Certificate> authorities,
      byte[] identity,
      List<OpenSslSessionTicketKey> ticketKeys)
      throws SSLException {
    KeyManagerFactory keys = keys(certificates);
    SslContextBuilder builder =
        SslContextBuilder.forServer(
            engine.isBoringSsl()
                ? new OpenSslCachingX509KeyManagerFactory(keys, certificates.size())
                : keys);
    engine.configure(builder);
    builder.protocols(settings.protocols().stream().map(Choice::word).toList());
    builder.applicationProtocolConfig(alpn(settings.alpn().stream().map(Choice::word).toList()));
    ClientAuthSettings clientAuth = settings.clientAuth();
    if (clientAuth != null) {
      builder.clientAuth(
          clientAuth.mode() == ClientAuthSettings.Mode.REQUIRE
              ? ClientAuth.REQUIRE
              : ClientAuth.OPTIONAL);
      builder.trustManager(new ClientTrust(TrustAuthorities.of(authorities)));
    }
    ServerContext made = new ServerContext(certificates, builder.build());
    made.configureSessions(identity, ticketKeys);
    return made;
  }

  /** Refuses nothing: a peer that shares no protocol gets what HTTP was before ALPN. */
  static ApplicationProtocolConfig alpn(List<String> protocols) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        protocols);
  }

  private static KeyManagerFactory keys(List<ServerCertificate> certificates) {
    return new KeyManagerFactory(
        new FixedKeys(new ServerKeys(certificates)),
        null,
        KeyManagerFactory.getDefaultAlgorithm()) {};
  }

  /**
   * Sessions are kept by the clients, in tickets: they cost no memory here and outlive this
   * context. The identity is sealed into them, so that no other listener takes them for its own.
   */
  private void configureSessions(byte[] identity, List<OpenSslSessionTicketKey> ticketKeys) {
    if (held.context().sessionContext() instanceof OpenSslServerSessionContext sessions) {
      sessions.setSessionIdContext(identity);
      sessions.setSessionCacheEnabled(false);
      ticketKeys(ticketKeys);
    }
  }

  /** Seals new tickets with the first key and opens those sealed with any. */
  void ticketKeys(List<OpenSslSessionTicketKey> keys) {
    if (held.context().sessionContext() instanceof OpenSslServerSessionContext sessions) {
      sessions.setTicketKeys(keys.toArray(new OpenSslSessionTicketKey[0]));
    }
  }

  List<ServerCertificate> certificates() {
    return certificates;
  }

  /** A handler for one connection; null if this context has been replaced: ask for the new one. */
  @Nullable SslHandler newHandler(ByteBufAllocator allocator) {
    return held.make(() -> held.context().newHandler(allocator));
  }

  void release() {
    held.release();
  }

  /** Hands out one key manager that was made beforehand. */
  private static final class FixedKeys extends KeyManagerFactorySpi {
    private final KeyManager manager;

    FixedKeys(KeyManager manager) {
      this.manager = manager;
    }

    @Override
    protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {
      // Made beforehand.
    }

    @Override
    protected void engineInit(@Nullable ManagerFactoryParameters parameters) {
      // Made beforehand.
    }

    @Override
    protected KeyManager[] engineGetKeyManagers() {
      return new KeyManager[] {manager};
    }
  }
}
