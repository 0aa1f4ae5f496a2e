package dev.gatehouse.tls;

import dev.gatehouse.core.pool.BackendProtocol;
import dev.gatehouse.core.pool.BackendTlsSettings;
import dev.gatehouse.core.transport.connection.ClientTls;
import dev.gatehouse.tls.TlsProblem.Severity;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS towards the backends of one pool. A backend has to prove the name it was asked by, to the
 * authorities of the system or those of a file that is read again when it changes; sessions are
 * resumed.
 *
 * <p>Shared: {@link #install} on event loops; {@link #refresh} and {@link #close} elsewhere,
 * guarded by the object.
 */
public final class BackendTls implements ClientTls, TlsRefresher.Refreshable {
  private static final Logger log = LoggerFactory.getLogger(BackendTls.class);

  private final BackendTlsSettings settings;
  private final List<String> protocols;
  private final Path base;
  private final TlsEngine engine;
  private FileStamps stamps;
  private volatile @Nullable ClientContext current;

  private BackendTls(
      BackendTlsSettings settings, List<String> protocols, Path base, TlsEngine engine) {
    this.settings = settings;
    this.protocols = protocols;
    this.base = base;
    this.engine = engine;
    this.stamps = stamp();
  }

  /**
   * What came of loading.
   *
   * @param tls to be closed in the end; null if a problem is an error
   */
  public record Loaded(@Nullable BackendTls tls, List<TlsProblem> problems) {}

  /**
   * Reads and checks the trust file, if there is one. Blocks on files.
   *
   * @param protocol what is offered by ALPN: {@code auto} offers both, the others themselves
   * @param base what a relative path starts from
   */
  public static Loaded load(
      BackendTlsSettings settings, BackendProtocol protocol, Path base, TlsState state) {
    BackendTls tls = new BackendTls(settings, offered(protocol), base, state.engine());
    List<TlsProblem> problems = new ArrayList<>();
    tls.current = tls.context(problems);
    return new Loaded(tls.current == null ? null : tls, List.copyOf(problems));
  }

  private static List<String> offered(BackendProtocol protocol) {
    return switch (protocol) {
      case HTTP_1_1 -> List.of("http/1.1");
      case H2 -> List.of("h2");
      case AUTO -> List.of("h2", "http/1.1");
    };
  }

  private @Nullable ClientContext context(List<TlsProblem> problems) {
    List<X509Certificate> authorities = null;
    Path file = settings.trust();
    if (file != null) {
      switch (PemFile.certificates(base.resolve(file))) {
        case Outcome.Good<List<X509Certificate>>(List<X509Certificate> found) ->
            authorities = found;
        case Outcome.Bad<List<X509Certificate>>(String message) -> {
          problems.add(new TlsProblem(Severity.ERROR, -1, "trust", file, file + ": " + message));
          return null;
        }
      }
    }
    try {
      return ClientContext.create(engine, settings.verify(), authorities, protocols);
    } catch (SSLException e) {
      String message = "tls: " + PemFile.firstLine(e) + " (expected: what the engine accepts)";
      problems.add(new TlsProblem(Severity.ERROR, -1, "trust", file, message));
      return null;
    }
  }

  @Override
  public void install(
      Channel channel,
      String host,
      int port,
      boolean http1,
      long timeoutMillis,
      Listener listener) {
    String name = settings.serverName();
    SslHandler handler = newHandler(channel, name == null ? host : name, port, http1);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    channel.pipeline().addLast(handler, new ClientHandshake(handler, listener));
  }

  private SslHandler newHandler(Channel channel, String host, int port, boolean http1) {
    ClientContext context = current;
    while (context != null) {
      SslHandler handler = context.newHandler(channel.alloc(), host, port, http1);
      if (handler != null) {
        return handler;
      }
      context = current; // Replaced since it was read.
    }
    throw new IllegalStateException("closed");
  }

  @Override
  public synchronized void refresh() {
    ClientContext old = current;
    if (old == null || stamps.isCurrent()) {
      return;
    }
    stamps = stamp();
    List<TlsProblem> problems = new ArrayList<>();
    ClientContext replacement = context(problems);
    if (replacement == null) {
      log.error("changed authorities cannot be used, the old ones stay: {}", problems);
      return;
    }
    current = replacement;
    old.release();
    log.info("authorities for backends reread: {}", settings.trust());
  }

  private FileStamps stamp() {
    Path file = settings.trust();
    return FileStamps.of(file == null ? List.of() : List.of(base.resolve(file)));
  }

  /** Opens no new connections; those that exist go on. Does nothing the second time. */
  @Override
  public synchronized void close() {
    ClientContext context = current;
    current = null;
    if (context != null) {
      context.release();
    }
  }
}
