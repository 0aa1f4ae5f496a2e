package dev.gatehouse.tls;

import dev.gatehouse.core.transport.listen.ServerTls;
import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of one listener, and TLS in front of its connections. {@link #refresh} reads
 * changed files and swaps what new handshakes use; connections that exist are not touched, and
 * files that do not go together leave everything as it was.
 *
 * <p>Shared: {@link #install} on event loops; {@link #refresh} and {@link #close} elsewhere,
 * guarded by the store.
 */
public final class CertificateStore implements ServerTls, TlsRefresher.Refreshable {
  private static final Logger log = LoggerFactory.getLogger(CertificateStore.class);

  private final StoreLoader loader;
  private final TlsState state;
  private final TlsStatistics statistics;
  private volatile @Nullable ServerContext current;
  private StoreLoader.Reading reading;
  private List<OpenSslSessionTicketKey> ticketKeys;

  private CertificateStore(StoreLoader loader, TlsState state, StoreLoader.Reading reading) {
    this.loader = loader;
    this.state = state;
    this.statistics = state.statistics(loader.listener());
    this.reading = reading;
    this.current = reading.context();
    this.ticketKeys = state.ticketKeys(loader.listener()).at(state.clock().instant());
  }

  /**
   * What came of loading.
   *
   * @param store to be closed in the end; null if a problem is an error
   * @param problems all that was found, warnings included
   */
  public record Loaded(@Nullable CertificateStore store, List<TlsProblem> problems) {}

  /**
   * Reads and checks all that {@code settings} point at. Blocks on files.
   *
   * @param listener the listener's name: under it its sessions and counters outlive this store
   * @param base what relative paths start from
   */
  public static Loaded load(String listener, TlsSettings settings, Path base, TlsState state) {
    StoreLoader loader = new StoreLoader(listener, settings, base, state);
    StoreLoader.Reading reading = loader.read(null);
    CertificateStore store =
        reading.context() == null ? null : new CertificateStore(loader, state, reading);
    return new Loaded(store, reading.problems());
  }

  @Override
  public void install(Channel channel, long timeoutMillis, Listener listener) {
    SslHandler handler = newHandler(channel);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    channel.pipeline().addLast(handler, new ServerHandshake(handler, statistics, listener));
  }

  private SslHandler newHandler(Channel channel) {
    ServerContext context = current;
    while (context != null) {
      SslHandler handler = context.newHandler(channel.alloc());
      if (handler != null) {
        return handler;
      }
      context = current; // Replaced since it was read.
    }
    throw new IllegalStateException("the store is closed");
  }

  /** The certificates in use, in the order of the settings; none once it is closed. */
  public List<CertificateInfo> certificates() {
    ServerContext context = current;
    return context == null
        ? List.of()
        : context.certificates().stream().map(CertificateInfo::of).toList();
  }

  public TlsStatistics statistics() {
    return statistics;
  }

  @Override
  public synchronized void refresh() {
    ServerContext context = current;
    if (context == null) {
      return;
    }
    List<OpenSslSessionTicketKey> keys =
        state.ticketKeys(loader.listener()).at(state.clock().instant());
    if (keys != ticketKeys) {
      ticketKeys = keys;
      context.ticketKeys(keys);
    }
    if (!reading.isStale()) {
      return;
    }
    StoreLoader.Reading fresh = loader.read(reading);
    reading = fresh;
    ServerContext replacement = fresh.context();
    if (replacement == null) {
      log.error(
          "listener {}: changed certificates cannot be used, the old ones stay: {}",
          loader.listener(),
          fresh.summary());
      return;
    }
    current = replacement;
    context.release();
    log.info("listener {}: certificates reread: {}", loader.listener(), certificates());
    fresh.problems().forEach(each -> log.warn("listener {}: {}", loader.listener(), each));
  }

  /** Takes no new connections; those that exist go on. Does nothing the second time. */
  @Override
  public synchronized void close() {
    ServerContext context = current;
    current = null;
    if (context != null) {
      context.release();
    }
  }
}
