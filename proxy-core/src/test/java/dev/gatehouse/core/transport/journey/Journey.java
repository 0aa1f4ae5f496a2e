package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Chain;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.filter.forwarded.ForwardedFilter;
import dev.gatehouse.core.filter.forwarded.TrustedProxiesSettings;
import dev.gatehouse.core.forward.Forwarder;
import dev.gatehouse.core.forward.HostPolicy;
import dev.gatehouse.core.forward.Retries;
import dev.gatehouse.core.forward.RetryObserver;
import dev.gatehouse.core.forward.RetrySettings;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.routing.MatchSettings;
import dev.gatehouse.core.routing.RouteRule;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.runtime.Dispatcher;
import dev.gatehouse.core.runtime.Route;
import dev.gatehouse.core.runtime.Router;
import dev.gatehouse.core.runtime.Snapshot;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.connection.BackendConnection;
import dev.gatehouse.core.transport.connection.WiredPools;
import dev.gatehouse.core.transport.http1.Http1BackendConnection;
import dev.gatehouse.core.transport.http1.Http1ServerConnection;
import dev.gatehouse.core.transport.http2.Http2BackendConnection;
import dev.gatehouse.core.transport.http2.Http2ServerConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The whole proxy between one client's connection and a backend's: dispatcher, forwarding fields,
 * routing, forwarder, connection pool and both connections, without sockets and in virtual time.
 */
final class Journey implements AutoCloseable {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final ConnectionInfo INFO =
      new ConnectionInfo("web", ADDRESS, "127.0.0.1", ADDRESS, null);

  /** A request as it came to a backend. */
  record Arrival(Peer.Backend at, int index) {
    Message message() {
      return at.requests().get(index);
    }
  }

  private final Wire backendWire;
  private final boolean single;
  private final ManualClock clock = new ManualClock();
  private final WireChannel owner = new WireChannel();
  private final Loop loop = new Loop(owner.eventLoop(), 0, clock);
  private final Peer.Client client;
  private final List<Peer.Backend> backends = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private boolean turning;

  /**
   * @param single whether everything is sent byte by byte
   * @param fields whether forwarding fields are written
   */
  Journey(Wire client, Wire backend, boolean single, boolean fields) {
    ErrorLog.take();
    this.backendWire = backend;
    this.single = single;
    Dispatcher dispatcher = dispatcher(fields);
    WireChannel channel = new WireChannel();
    if (client == Wire.H1) {
      channel
          .pipeline()
          .addLast(
              new Http1ServerConnection(
                  loop,
                  dispatcher,
                  INFO,
                  ClientLimits.of(new LimitSettings()),
                  ConnectionObserver.NONE));
      this.client = new Http1Peer(channel, single, this::turn);
    } else {
      new Http2ServerConnection(
              loop,
              dispatcher,
              INFO,
              new LimitSettings(),
              EncodedSlash.KEEP,
              ConnectionObserver.NONE)
          .install(channel.pipeline());
      Http2Peer peer = new Http2Peer(channel, single, false, this::turn);
      this.client = peer;
      peer.greet();
    }
    turn();
  }

  private Dispatcher dispatcher(boolean fields) {
    BackendPool pool =
        new BackendPool(
            new PoolSettings("app", List.of(BackendSettings.parse("http://127.0.0.1:9000"))),
            backend -> BackendObserver.NONE);
    Forwarder forwarder =
        new Forwarder(
            pool,
            WiredPools.of(loop, backendWire == Wire.H2, this::connect),
            new TimeoutSettings(),
            HostPolicy.REQUEST,
            retries());
    Route route = new Route("app", forwarder, exchange -> {});
    Router router =
        new Router(
            RouteTable.of(List.of(new RouteRule<>("app", List.of(), new MatchSettings(), route))),
            exchange -> {});
    Handler entry =
        fields
            ? Chain.of(List.of(new ForwardedFilter(new TrustedProxiesSettings())), router)
            : router;
    return new Dispatcher(new Snapshot(entry, router));
  }

  /**
   * As usual, but that answers come through as they arrive: it is the way of the bytes that counts.
   */
  private static Retries retries() {
    RetrySettings usual = new RetrySettings();
    return new Retries(
        new RetrySettings(
            usual.attempts(),
            usual.on(),
            usual.budget(),
            usual.minPerSecond(),
            usual.perTry(),
            new ByteSize(0),
            usual.hedge()),
        RetryObserver.NONE);
  }

  private BackendConnection connect(BackendConnection.Owner pool) {
    WireChannel channel = new WireChannel();
    long never = clock.nanos() + Duration.ofDays(1).toNanos();
    if (backendWire == Wire.H1) {
      Http1BackendConnection connection =
          new Http1BackendConnection(loop, pool, Integer.MAX_VALUE, never);
      channel.pipeline().addLast(connection);
      backends.add(new Http1Peer(channel, single, this::turn));
      return connection;
    }
    Http2BackendConnection connection =
        new Http2BackendConnection(
            loop, pool, "http", Integer.MAX_VALUE, never, Duration.ofMinutes(1).toNanos());
    connection.install(channel.pipeline());
    backends.add(new Http2Peer(channel, single, true, this::turn));
    return connection;
  }

  Peer.Client client() {
    return client;
  }

  /** The connections that were made to the backend, oldest first. */
  List<Peer.Backend> backends() {
    return backends;
  }

  /** The requests that came to the backend, in order. */
  List<Arrival> arrivals() {
    return arrivals;
  }

  /** Lets everything happen that is due. */
  void turn() {
    if (turning) {
      return;
    }
    turning = true;
    boolean news = false;
    boolean more = true;
    while (more) {
      owner.runPendingTasks();
      more = step(client) || owner.hasPendingTasks();
      for (int i = 0; i < backends.size(); i++) {
        if (step(backends.get(i))) {
          more = true;
          news = true;
        }
      }
    }
    turning = false;
    if (news) {
      note();
    }
  }

  private static boolean step(Peer peer) {
    peer.channel().runPendingTasks();
    boolean received = peer.receive();
    return received || peer.channel().hasPendingTasks();
  }

  private void note() {
    for (Peer.Backend backend : backends) {
      int known = (int) arrivals.stream().filter(arrival -> arrival.at() == backend).count();
      for (int i = known; i < backend.requests().size(); i++) {
        arrivals.add(new Arrival(backend, i));
      }
    }
  }

  /** Lets time pass, a second at a time. */
  void advance(Duration by) {
    for (long i = 0; i < by.toSeconds(); i++) {
      clock.advance(Duration.ofSeconds(1));
      owner.advanceTimeBy(1, TimeUnit.SECONDS);
      owner.runScheduledPendingTasks();
      loop.deadlines().sweep(clock.nanos());
      turn();
    }
  }

  @Override
  public void close() {
    end(client);
    backends.forEach(Journey::end);
    owner.runPendingTasks();
    owner.finishAndReleaseAll();
    assertThat(ErrorLog.take()).as("errors logged").isEmpty();
  }

  private static void end(Peer peer) {
    peer.channel().close();
    peer.channel().runPendingTasks();
    peer.channel().finishAndReleaseAll();
    if (peer instanceof Http2Peer http2) {
      http2.release();
    }
  }
}
