package dev.gatehouse.core.pool;

import dev.gatehouse.core.balance.Balancer;
import dev.gatehouse.core.balance.LeastRequest;
import dev.gatehouse.core.balance.LeastTime;
import dev.gatehouse.core.balance.Maglev;
import dev.gatehouse.core.balance.PickContext;
import dev.gatehouse.core.balance.RandomPick;
import dev.gatehouse.core.balance.RingHash;
import dev.gatehouse.core.balance.RoundRobin;
import dev.gatehouse.core.balance.Share;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pool of backends as configured, and the addresses that requests can be sent to now.
 *
 * <p>{@link #pick} and {@link #backends} are shared by all event loops: they read one snapshot,
 * which the resolver's executor alone replaces when a name's addresses change.
 */
public final class BackendPool {
  /** What picks see: the addresses, and who chooses among them. */
  private record Targets(List<Backend> backends, Balancer<Backend> balancer) {}

  private final PoolSettings settings;
  private final AtomicInteger turn = new AtomicInteger();
  // From here: of the resolver's executor alone once started. Both in the order of the
  // configuration.
  private final List<Member> members = new ArrayList<>();
  private final Map<String, Failure> unresolved = new LinkedHashMap<>();
  private final List<NameWatch> watches = new ArrayList<>();
  private volatile Targets targets;
  private volatile Failure unavailable = Failure.of(FailureReason.NO_BACKEND);

  /**
   * Makes a pool in which backends given by address are ready, and those given by name are not
   * before {@link #start}.
   *
   * @param observers gives each configured backend who is told what happens to it
   */
  public BackendPool(PoolSettings settings, Function<BackendSettings, BackendObserver> observers) {
    this.settings = settings;
    for (BackendSettings backend : settings.backends()) {
      Member member = new Member(backend, settings.connections(), observers.apply(backend));
      members.add(member);
      InetAddress literal = literal(member.host());
      if (literal == null) {
        unresolved.put(
            member.host(),
            Failure.of(FailureReason.DNS_FAILED, member.host() + ": not resolved yet"));
      } else {
        member.replace(List.of(literal));
      }
    }
    this.targets = targets();
    publishFailure();
  }

  public String name() {
    return settings.name();
  }

  public PoolSettings settings() {
    return settings;
  }

  /** The addresses that requests can be sent to now; immutable. */
  public List<Backend> backends() {
    return targets.backends();
  }

  /**
   * A backend for one request; null if there is none that {@code context} has not tried. Then
   * {@link #unavailable} says why.
   */
  public @Nullable Backend pick(PickContext<Backend> context) {
    return targets.balancer().pick(context);
  }

  /** Why there is no backend to pick: no name resolves, or all of them were tried. */
  public Failure unavailable() {
    return unavailable;
  }

  /**
   * Starts to resolve the names of backends, and to follow their changes until {@link #stop}.
   * Called once.
   *
   * @return done when every name was looked up once, with success or not; a pool without names is
   *     done at once. It never fails.
   */
  public Future<?> start(NameResolver resolver) {
    Promise<Void> looked = resolver.executor().newPromise();
    resolver.executor().execute(() -> watch(resolver, looked));
    return looked;
  }

  private void watch(NameResolver resolver, Promise<Void> looked) {
    FirstLook first = new FirstLook(looked, unresolved.size());
    for (String host : List.copyOf(unresolved.keySet())) {
      watches.add(new NameWatch(host, settings.discovery().dns().refresh(), resolver, first));
    }
    watches.forEach(NameWatch::look);
  }

  /** Stops to follow names; what is resolved stays. Called on the resolver's executor. */
  public void stop() {
    watches.forEach(NameWatch::stop);
  }

  /** Takes in what the watches find, and tells when each has found something or failed. */
  private final class FirstLook implements NameWatch.User {
    private final Promise<Void> looked;
    private final List<NameWatch> seen = new ArrayList<>();
    private final int names;

    FirstLook(Promise<Void> looked, int names) {
      this.looked = looked;
      this.names = names;
      tell();
    }

    @Override
    public void resolved(NameWatch watch, List<InetAddress> addresses) {
      update(watch.name(), addresses);
      see(watch);
    }

    @Override
    public void failed(NameWatch watch, Failure failure) {
      fail(watch.name(), failure);
      see(watch);
    }

    private void see(NameWatch watch) {
      if (!looked.isDone() && !seen.contains(watch)) {
        seen.add(watch);
        tell();
      }
    }

    private void tell() {
      if (seen.size() == names) {
        looked.setSuccess(null);
      }
    }
  }

  private void update(String host, List<InetAddress> addresses) {
    boolean changed = unresolved.remove(host) != null;
    for (Member member : members) {
      if (member.host().equals(host)) {
        changed |= member.replace(addresses);
      }
    }
    if (changed) {
      targets = targets();
      publishFailure();
    }
  }

  private void fail(String host, Failure failure) {
    if (unresolved.containsKey(host)) {
      unresolved.put(host, failure);
      publishFailure();
    }
  }

  private void publishFailure() {
    unavailable =
        unresolved.isEmpty()
            ? Failure.of(FailureReason.NO_BACKEND)
            : unresolved.values().iterator().next();
  }

  private Targets targets() {
    List<Backend> all = members.stream().flatMap(member -> member.backends().stream()).toList();
    List<Share<Backend>> shares =
        all.stream().map(backend -> new Share<>(backend, backend.weight())).toList();
    return new Targets(all, balancer(shares));
  }

  private Balancer<Backend> balancer(List<Share<Backend>> shares) {
    return switch (settings.balancer()) {
      case LEAST_REQUEST -> new LeastRequest<>(shares);
      case LEAST_TIME -> new LeastTime<>(shares);
      case ROUND_ROBIN -> new RoundRobin<>(shares, turn);
      case RANDOM -> new RandomPick<>(shares);
      case RING_HASH -> new RingHash<>(shares);
      case MAGLEV -> new Maglev<>(shares);
    };
  }

  private static @Nullable InetAddress literal(String host) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) {
      return null;
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }
}
