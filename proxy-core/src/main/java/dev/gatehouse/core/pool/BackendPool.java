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
import dev.gatehouse.core.health.Outcomes;
import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.time.Clock;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
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
  /** What picks see: the addresses, who chooses among them, and which clients keep to which. */
  private record Targets(
      List<Backend> backends, Balancer<Backend> balancer, @Nullable Bindings bindings) {}

  private final PoolSettings settings;
  private final @Nullable Affinity affinity;
  private final AtomicInteger turn = new AtomicInteger();
  // From here: of the resolver's executor alone once started. Both in the order of the
  // configuration.
  private final List<Member> members = new ArrayList<>();
  private final Map<String, Failure> unresolved = new LinkedHashMap<>();
  private final List<NameWatch> watches = new ArrayList<>();
  private @Nullable PoolHealth health;
  private volatile Targets targets;
  private volatile @Nullable EventExecutor control;
  private volatile Failure unavailable = Failure.of(FailureReason.NO_BACKEND);

  /**
   * Makes a pool in which backends given by address are ready, and those given by name are not
   * before {@link #start}.
   *
   * @param observers gives each configured backend who is told what happens to it
   */
  public BackendPool(PoolSettings settings, Function<BackendSettings, BackendObserver> observers) {
    this.settings = settings;
    AffinitySettings binding = settings.affinity();
    this.affinity = binding == null ? null : new Affinity(binding, settings.name());
    for (BackendSettings backend : settings.backends()) {
      Member member = new Member(backend, settings, observers.apply(backend));
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

  /** How clients keep to backends; null if they do not. */
  public @Nullable Affinity affinity() {
    return affinity;
  }

  /**
   * The backend that the client of {@code token} keeps to, else any as of {@link
   * #pick(PickContext)}. One that is full, cannot be used or was tried keeps nobody.
   */
  public @Nullable Backend pick(PickContext<Backend> context, @Nullable String token) {
    Targets now = targets;
    Bindings bindings = now.bindings();
    Backend bound = bindings == null || token == null ? null : bindings.find(token);
    return bound == null || context.tried(bound) ? now.balancer().pick(context) : bound;
  }

  /**
   * Has the client keep to {@code backend}, which has answered it, from now on: if it does not do
   * so already, and if the backend takes new clients.
   *
   * @param token what the client's cookie said; null if it had none
   * @param response the fields of the answer to the client
   * @param https whether the client speaks TLS, perhaps with a proxy in front
   */
  public void keep(Backend backend, @Nullable String token, Headers response, boolean https) {
    Bindings bindings = targets.bindings();
    if (affinity == null || bindings == null || bindings.find(token) == backend) {
      return;
    }
    String own = bindings.token(backend);
    if (own != null) {
      affinity.bind(response, own, https);
    }
  }

  /** {@code backend} has answered a request with {@code status}. */
  public void answered(Backend backend, int status) {
    if (Outcomes.isFault(status)) {
      fault(backend, "answers of status " + status);
    } else {
      backend.outcomes().succeeded();
    }
  }

  /** A request to {@code backend} failed for {@code reason}. */
  public void failed(Backend backend, FailureReason reason) {
    if (Outcomes.isFault(reason)) {
      fault(backend, "failures of its requests, the last one " + reason.code());
    }
  }

  private void fault(Backend backend, String what) {
    EventExecutor executor = control;
    if (backend.outcomes().failed() && executor != null) {
      executor.execute(() -> {
        if (health != null) {
          int row = settings.health().passive().consecutiveFailures();
          health.eject(backend, row + " " + what);
        }
      });
    }
  }

  /**
   * The operator's word on a backend, from any thread.
   *
   * @param backend its name, as configured
   * @return done with true once it holds; with false if there is no such backend
   */
  public Future<Boolean> set(String backend, Switch operator) {
    return onControl(known -> known.set(backend, operator));
  }

  /** How the backends stand, from any thread. */
  public List<BackendState> states() {
    return backends().stream().map(BackendState::of).toList();
  }

  private <T> Future<T> onControl(Function<PoolHealth, T> question) {
    EventExecutor executor = control;
    if (executor == null) {
      throw new IllegalStateException("pool " + name() + ": not started");
    }
    return executor.submit(() -> {
      PoolHealth known = health;
      if (known == null) {
        throw new IllegalStateException("pool " + name() + ": not started");
      }
      return question.apply(known);
    });
  }

  /** Why there is no backend to pick: no name resolves, or all of them were tried. */
  public Failure unavailable() {
    return unavailable;
  }

  /**
   * Starts to resolve the names of backends, to follow their changes and to watch over their
   * health, until {@link #stop}. Called once.
   *
   * @return done when every name was looked up once, with success or not; a pool without names is
   *     done at once. It never fails.
   */
  public Future<?> start(NameResolver resolver, Prober prober, Clock clock) {
    EventExecutor executor = resolver.executor();
    Promise<Void> looked = executor.newPromise();
    executor.execute(() -> {
      PoolHealth begun =
          new PoolHealth(name(), settings.health(), prober, executor, clock, this::publish);
      health = begun;
      begun.start();
      publish();
      watch(resolver, looked);
    });
    control = executor;
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
    if (health != null) {
      health.stop();
    }
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
      publish();
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

  /** Lets picks see who the backends are, and which of them may be picked. */
  private void publish() {
    targets = targets();
    publishFailure();
  }

  private Targets targets() {
    List<Backend> all = members.stream().flatMap(member -> member.backends().stream()).toList();
    PoolHealth known = health;
    if (known == null) {
      return targets(all, untested(all), List.of());
    }
    known.follow(all);
    return targets(all, known.select().shares(), known.keepers());
  }

  private Targets targets(List<Backend> all, List<Share<Backend>> open, List<Backend> keepers) {
    Bindings bindings =
        affinity == null
            ? null
            : new Bindings(affinity, open.stream().map(Share::candidate).toList(), keepers);
    return new Targets(all, balancer(open), bindings);
  }

  /** Before anything is known of anyone: those that are not in reserve, if there are any. */
  private static List<Share<Backend>> untested(List<Backend> all) {
    List<Share<Backend>> shares =
        all.stream()
            .filter(backend -> !backend.settings().backup())
            .map(backend -> new Share<>(backend, backend.weight()))
            .toList();
    return shares.isEmpty()
        ? all.stream().map(backend -> new Share<>(backend, backend.weight())).toList()
        : shares;
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
