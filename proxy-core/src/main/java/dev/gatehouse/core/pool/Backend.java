package dev.gatehouse.core.pool;

import dev.gatehouse.core.balance.Candidate;
import dev.gatehouse.core.balance.PeakAverage;
import dev.gatehouse.core.health.Outcomes;
import dev.gatehouse.core.health.Report;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.settings.HostPort;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One address that requests are sent to, and what all event loops must know of it: how busy it is,
 * and how many connections may be open.
 *
 * <p>A configured backend given by name becomes one {@code Backend} per address of that name, each
 * with the configured weight and bound of its own: an address stands for a server, and a bound
 * shared between servers would let idle connections to one keep requests from another. It lives as
 * long as the name has the address, across new answers of the name server.
 *
 * <p>Shared by all event loops: what is said of it is replaced as a whole, what is counted is
 * atomic.
 */
public final class Backend implements Candidate {
  private final String name;
  private final InetSocketAddress address;
  private final Authority authority;
  private final ConnectionPermits connections;
  private final BackendObserver observer;
  private final String key;
  private final PeakAverage latency;
  private final Outcomes outcomes;
  private final @Nullable Turns turns;
  private final int mostRequests;
  private final AtomicInteger active = new AtomicInteger();
  private volatile BackendSettings settings;
  private volatile Report report = Report.UNKNOWN;
  private volatile boolean retired;

  /**
   * Makes the backend of one address.
   *
   * @param address resolved
   * @param pool what holds for all backends of the pool
   * @param turns the bound of the pool on requests; null if it has none
   */
  Backend(
      BackendSettings settings,
      InetSocketAddress address,
      PoolSettings pool,
      @Nullable Turns turns,
      BackendObserver observer) {
    this.settings = settings;
    this.name = settings.url().toString();
    this.address = address;
    this.latency = new PeakAverage();
    this.outcomes = new Outcomes(pool.health().passive());
    this.turns = turns;
    this.mostRequests = pool.concurrency().perBackend();
    this.key = name + " " + address.getAddress().getHostAddress();
    this.authority = authority(settings.url());
    this.connections = new ConnectionPermits(bound(settings, pool.connections()));
    this.observer = observer;
  }

  /**
   * Makes another of the same address, whose requests are counted anew; what is known of the
   * address both share from now on, and the bound on connections.
   */
  Backend(Backend same, PoolSettings pool, @Nullable Turns turns) {
    this.settings = same.settings;
    this.name = same.name;
    this.address = same.address;
    this.latency = same.latency;
    this.outcomes = same.outcomes;
    this.turns = turns;
    this.mostRequests = pool.concurrency().perBackend();
    this.key = same.key;
    this.authority = same.authority;
    this.connections = same.connections;
    this.observer = same.observer;
    this.report = same.report;
  }

  private static int bound(BackendSettings settings, ConnectionSettings connections) {
    int own = settings.maxConnections();
    return own == 0 ? connections.max() : Math.min(own, connections.max());
  }

  /** What is said of it now. */
  public BackendSettings settings() {
    return settings;
  }

  /**
   * Takes over what is said of it now; what is known of it stays.
   *
   * @param pool what is said of all backends of its pool
   */
  void reconfigure(BackendSettings now, PoolSettings pool) {
    settings = now;
    outcomes.judgeBy(pool.health().passive());
    connections.resize(bound(now, pool.connections()));
  }

  /** The backend as configured: its URL with the port. Those of one name share it. */
  public String name() {
    return name;
  }

  /**
   * What the backend is called in requests that name it: its host, and its port if it is not the
   * usual one.
   */
  public Authority authority() {
    return authority;
  }

  private static Authority authority(BackendUrl url) {
    HostPort at = url.address();
    boolean usual = at.port() == (url.tls() ? 443 : 80);
    String host = at.host().indexOf(':') < 0 ? at.host() : "[" + at.host() + "]";
    return new Authority(usual ? host : host + ":" + at.port(), host, usual ? -1 : at.port());
  }

  /** Where to connect to; always resolved. */
  public InetSocketAddress address() {
    return address;
  }

  public int weight() {
    return settings.weight();
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public long latency(long now) {
    return latency.at(now);
  }

  /**
   * Takes in how long a request took, from its attempt to the head of its answer.
   *
   * @param nanos 0 or more
   * @param now the moment the head arrived, in the clock of the event loops
   */
  public void answered(long nanos, long now) {
    latency.add(nanos, now);
    if (turns != null) {
      turns.answered(nanos);
    }
  }

  /** What is known of its health; from any thread. */
  public Report report() {
    return report;
  }

  void report(Report news) {
    report = news;
  }

  /** How its requests have ended of late. */
  Outcomes outcomes() {
    return outcomes;
  }

  /** Who may open a connection. */
  public ConnectionPermits connections() {
    return connections;
  }

  /** Who is told what happens; one for all addresses of a configured backend. */
  public BackendObserver observer() {
    return observer;
  }

  /** Counts a request that is assigned, unless there are as many as there may be. */
  boolean tryBegin() {
    if (mostRequests == 0) {
      active.getAndIncrement();
      return true;
    }
    int seen = active.get();
    while (seen < mostRequests) {
      if (active.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = active.get();
    }
    return false;
  }

  /** True if it has as many requests as it may. */
  boolean isFull() {
    return mostRequests > 0 && active.get() >= mostRequests;
  }

  /** How many requests it may have at a time; 0: no bound of its own. */
  int mostRequests() {
    return mostRequests;
  }

  /** Notes that a request for which the backend was picked is over, whatever its end. */
  public void ended() {
    active.getAndDecrement();
    if (turns != null) {
      turns.release();
    }
  }

  @Override
  public int active() {
    return active.get();
  }

  /**
   * True once the pool stopped using the address, for good: no connection should be opened or kept
   * for later.
   */
  public boolean retired() {
    return retired;
  }

  void retire() {
    retired = true;
  }

  @Override
  public String toString() {
    return name + " at " + address;
  }
}
