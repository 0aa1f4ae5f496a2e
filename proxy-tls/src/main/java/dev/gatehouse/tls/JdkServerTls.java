package dev.gatehouse.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a server that is the JDK's own, not on event loops: contexts made of the same files and
 * settings as those of listeners. {@link #refresh} reads changed files; such as do not go together
 * leave everything as it was.
 *
 * <p>Shared: {@link #refresh} is guarded by itself, any thread may ask for the context.
 */
public final class JdkServerTls implements TlsRefresher.Refreshable {
  private static final Logger log = LoggerFactory.getLogger(JdkServerTls.class);

  private final StoreLoader loader;
  private StoreLoader.Material material;
  private volatile SSLContext current;

  private JdkServerTls(StoreLoader loader, StoreLoader.Material material) {
    this.loader = loader;
    this.material = material;
    this.current = context(material);
  }

  /**
   * What came of loading.
   *
   * @param tls null if a problem is an error
   * @param problems all that was found, warnings included
   */
  public record Loaded(@Nullable JdkServerTls tls, List<TlsProblem> problems) {}

  /**
   * Reads and checks all that {@code settings} point at. Blocks on files.
   *
   * @param name of the listener, for logs
   * @param settings of which the protocols are left to the JDK
   * @param base what relative paths start from
   */
  public static Loaded load(String name, TlsSettings settings, Path base, TlsState state) {
    StoreLoader loader = new StoreLoader(name, settings, base, state);
    StoreLoader.Material material = loader.material(null);
    JdkServerTls tls = material.isBad() ? null : new JdkServerTls(loader, material);
    return new Loaded(tls, material.problems());
  }

  /** What a handshake that begins now is to be done with. */
  public SSLContext context() {
    return current;
  }

  private static SSLContext context(StoreLoader.Material material) {
    X509ExtendedTrustManager trust = TrustAuthorities.of(material.authorities());
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new ServerKeys(material.certificates())},
          new TrustManager[] {trust},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks TLS", e);
    }
  }

  @Override
  public synchronized void refresh() {
    if (!material.isStale()) {
      return;
    }
    StoreLoader.Material fresh = loader.material(material);
    material = fresh;
    if (fresh.isBad()) {
      log.error(
          "{}: changed certificates cannot be used, the old ones stay: {}",
          loader.listener(),
          fresh.summary());
      return;
    }
    current = context(fresh);
    log.info("{}: certificates reread", loader.listener());
  }

  /** Does nothing: contexts of the JDK hold nothing that has to be given back. */
  @Override
  public void close() {}
}
