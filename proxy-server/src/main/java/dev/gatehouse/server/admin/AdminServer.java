package dev.gatehouse.server.admin;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.config.AdminTlsSettings;
import dev.gatehouse.tls.ClientAuthSettings;
import dev.gatehouse.tls.JdkServerTls;
import dev.gatehouse.tls.TlsRefresher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin listener, from its start to its close. */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int BACKLOG = 64;

  static {
    // The JDK's server has no bounds unless told before it is loaded: seconds for a request and its
    // answer, and a number of connections.
    bound("sun.net.httpserver.maxReqTime", 10);
    bound("sun.net.httpserver.maxRspTime", 30);
    bound("jdk.httpserver.maxConnections", 256);
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final AdminHandler handler;
  private final @Nullable TlsRefresher refresher;

  private AdminServer(HttpServer server, AdminHandler handler, @Nullable JdkServerTls tls) {
    this.server = server;
    this.refresher = tls == null ? null : new TlsRefresher(TlsRefresher.PERIOD);
    if (tls != null && refresher != null) {
      refresher.add(tls);
    }
    this.handler = handler;
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("gatehouse-admin-", 1).factory());
  }

  /**
   * Starts to listen.
   *
   * @param settings those of the start
   * @param now those in force, which may have another token by a reload
   * @param tls what {@code settings.tls()} points at; null if it is null
   * @param endpoints what to answer, by path
   * @param actions what to do when posted to, by path
   * @throws IOException if the address cannot be listened on; the message says which and why
   */
  public static AdminServer start(
      AdminSettings settings,
      Supplier<AdminSettings> now,
      @Nullable JdkServerTls tls,
      Map<String, Endpoint> endpoints,
      Map<String, Action> actions)
      throws IOException {
    AdminHandler handler = new AdminHandler(now, endpoints, actions, InstantSource.system());
    AdminServer admin = new AdminServer(bind(settings, tls), handler, tls);
    admin.server.setExecutor(admin.threads);
    admin.server.createContext("/", handler);
    admin.server.start();
    if (settings.token() != null && tls == null && !settings.address().isLoopback()) {
      LOG.warn("admin: the token travels in cleartext to {} (admin.tls)", settings.address());
    }
    return admin;
  }

  private static HttpServer bind(AdminSettings settings, @Nullable JdkServerTls tls)
      throws IOException {
    HostPort address = settings.address();
    InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) {
      throw new IOException("admin: " + address + ": unknown host");
    }
    try {
      if (tls == null) {
        return HttpServer.create(socket, BACKLOG);
      }
      HttpsServer server = HttpsServer.create(socket, BACKLOG);
      server.setHttpsConfigurator(new Demands(new RefreshedContext(tls), settings.tls()));
      return server;
    } catch (IOException e) {
      throw new IOException("admin: cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /** What is demanded of each client that connects. */
  private static final class Demands extends HttpsConfigurator {
    private final ClientAuthSettings.@Nullable Mode mode;

    Demands(SSLContext context, @Nullable AdminTlsSettings settings) {
      super(context);
      ClientAuthSettings clientAuth = settings == null ? null : settings.clientAuth();
      this.mode = clientAuth == null ? null : clientAuth.mode();
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
      wanted.setNeedClientAuth(mode == ClientAuthSettings.Mode.REQUIRE);
      if (mode == ClientAuthSettings.Mode.REQUEST) {
        wanted.setWantClientAuth(true);
      }
      parameters.setSSLParameters(wanted);
    }
  }

  /** Where it listens: with the port the system chose, if it was asked to. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** How many wrong tokens were shown since the start. */
  public long wrongTokens() {
    return handler.wrongTokens();
  }

  /** Stops listening and closes the connections. */
  @Override
  public void close() {
    server.stop(0);
    threads.close();
    if (refresher != null) {
      refresher.close();
    }
  }

  private static void bound(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }
}
