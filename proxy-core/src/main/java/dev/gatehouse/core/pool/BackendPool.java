package dev.gatehouse.core.pool;

import dev.gatehouse.core.balance.PickContext;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.health.Outcomes;
import dev.gatehouse.core.health.Selection;
import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.time.Clock;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pool of backends as configured, and the addresses that requests can be sent to now.
 *
 * <p>{@link #pick} and {@link #backends} are shared by all event loops: they read one snapshot,
 * which the control plane's executor alone replaces when the roster or the health of someone
 * changes.
 */
public final class BackendPool {
  /** How often the bound on requests is looked at, where it finds itself. */
  private static final long WINDOW_MILLIS = 500;

  /**
   * Picks that may lose the last place of a backend to another loop, before that counts as full.
   */
  private static final int RACES = 4;

  /**
   * The pool that another one takes the place of, under the same name with other settings.
   *
   * @param connected whether both have the same connections, so that the new one can also pick for
   *     requests that still hold the old one
   */
  public record Predecessor(BackendPool pool, boolean connected) {}

  private final PoolSettings settings;
  private final @Nullable Affinity affinity;
  private final @Nullable Turns turns;
  private final Balancing balancing;
  // From here: of the control plane's executor alone once started.
  private final Roster roster;
  private @Nullable PoolHealth health;
  private @Nullable Predecessor predecessor;
  private boolean serves;
  private Membership membership = Membership.NONE;
  private @Nullable Promise<Void> looked;
  private @Nullable Future<?> adapting;
  private volatile Targets targets = Targets.NONE;
  private volatile List<SourceState> sources = List.of();
  private volatile @Nullable EventExecutor control;
  private volatile Failure unavailable = Failure.of(FailureReason.NO_BACKEND);

  /**
   * Makes a pool in which backends given by address are ready, and those given by name are not
   * before {@link #start}.
   *
   * @param listed the backends of the file of {@code discovery.file}; empty if there is none
   * @param observers gives each configured backend who is told what happens to it
   * @param predecessor whose backends with all that is known of them are taken over at the start;
   *     null if there is none
   */
  public BackendPool(
      PoolSettings settings,
      List<BackendSettings> listed,
      Function<BackendSettings, BackendObserver> observers,
      @Nullable Predecessor predecessor) {
    BackendPool before = predecessor == null ? null : predecessor.pool;
    this.settings = settings;
    this.balancing = new Balancing(settings.balancer());
    this.predecessor = predecessor;
    this.affinity =
        before == null
            ? Affinity.of(settings)
            : Affinity.of(settings, before.settings, before.affinity);
    this.turns =
        before != null && before.settings.concurrency().equals(settings.concurrency())
            ? before.turns
            : settings.concurrency().bounds()
                ? new Turns(settings.concurrency(), this::haveRoom)
                : null;
    this.roster = new Roster(settings, turns, listed, observers, this::changed);
    publish();
    publishStates();
  }

  /** Makes a pool whose backends are in no file. */
  public BackendPool(PoolSettings settings, Function<BackendSettings, BackendObserver> observers) {
    this(settings, List.of(), observers, null);
  }

  private boolean haveRoom() {
    return targets.haveRoom();
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

  /** How clients keep to backends; null if they do not. */
  public @Nullable Affinity affinity() {
    return affinity;
  }

  /**
   * Picks a backend for one request and counts the request: {@link Backend#ended} must follow once.
   * It is the one that the client of {@code token} keeps to, unless that cannot serve or was tried;
   * else the balancer's choice. Null if there is none that {@code context} has not tried, as {@link
   * #unavailable} says; or if all of them are at their bounds: then {@link #isBusy}.
   *
   * @param token what the client's affinity cookie said; null if it had none
   * @param fresh whether the request stands behind all that wait for their turn
   */
  public @Nullable Backend pick(
      PickContext<Backend> context, @Nullable String token, boolean fresh) {
    Targets now = targets;
    BackendPool successor = now.successor();
    if (successor != null) {
      return successor.pick(context, token, fresh);
    }
    Turns bound = turns;
    if (bound == null) {
      Backend picked = now.choose(context, token);
      if (picked != null) {
        picked.tryBegin();
      }
      return picked;
    }
    if (!bound.tryTake(fresh)) {
      return null;
    }
    for (int i = 0; i < RACES; i++) {
      Backend picked = now.chooseWithRoom(context, token);
      if (picked == null) {
        break;
      }
      if (picked.tryBegin()) {
        return picked;
      }
    }
    bound.release();
    return null;
  }

  /**
   * The backend that a request would surely get, without giving it to it: the one that the client
   * of {@code token} keeps to, or that its hash leads to; null where the balancer would decide anew
   * each time, or there is none. From any thread.
   */
  public @Nullable Backend foresee(PickContext<Backend> context, @Nullable String token) {
    Targets now = targets;
    Backend bound = now.bound(token);
    if (bound != null) {
      return bound;
    }
    return settings.balancer().hashes() ? now.balancer().pick(context) : null;
  }

  /** True if the client of {@code token} keeps to a backend that can serve it. */
  public boolean keeps(@Nullable String token) {
    return targets.bound(token) != null;
  }

  /**
   * True if nothing but a bound on requests keeps {@code context} from a backend: it can wait for
   * its turn.
   */
  public boolean isBusy(PickContext<Backend> context) {
    Targets now = targets;
    BackendPool successor = now.successor();
    return successor == null
        ? turns != null && now.balancer().pick(context) != null
        : successor.isBusy(context);
  }

  /** The bound on requests; null if there is none. */
  public @Nullable Turns turns() {
    return turns;
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
    Targets now = targets;
    BackendPool successor = now.successor();
    if (successor != null) {
      successor.keep(backend, token, response, https);
      return;
    }
    Bindings bindings = now.bindings();
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

  /** How the pool and its backends stand, from any thread. */
  public PoolState state() {
    Targets now = targets;
    return PoolState.of(
        now.selection().mode(), turns, now.backends().stream().map(BackendState::of).toList());
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

  /** How it stands with each place that backends are learnt from, from any thread. */
  public List<SourceState> sources() {
    return sources;
  }

  /** The file of {@code discovery.file} says this now; from any thread. */
  public void list(List<BackendSettings> listed) {
    EventExecutor executor = control;
    if (executor != null) {
      executor.execute(() -> roster.list(listed));
    }
  }

  /** The file of {@code discovery.file} cannot be used as it is now; from any thread. */
  public void listFailed(String why) {
    EventExecutor executor = control;
    if (executor != null) {
      executor.execute(() -> roster.listFailed(why));
    }
  }

  /**
   * Starts to look up names, to follow their changes and to watch over the health of backends,
   * until {@link #stop}. Called once.
   *
   * @param membership told of the backends there are at first, and of every change
   * @return done when every name was looked up once, with success or not; a pool without names is
   *     done at once. It never fails.
   */
  public Future<?> start(NameResolver resolver, Prober prober, Clock clock, Membership membership) {
    EventExecutor executor = resolver.executor();
    Promise<Void> first = executor.newPromise();
    executor.execute(() -> {
      PoolHealth begun =
          new PoolHealth(name(), settings.health(), prober, executor, clock, this::publish);
      this.membership = membership;
      looked = first;
      Predecessor before = predecessor;
      if (before == null) {
        health = begun;
        publish();
      } else {
        succeed(before, begun);
      }
      begun.start();
      backends().forEach(membership::joined);
      roster.start(resolver, clock);
      changed(false);
      if (turns != null && turns.adapts()) {
        adapting =
            executor.scheduleWithFixedDelay(
                turns::adapt, WINDOW_MILLIS, WINDOW_MILLIS, TimeUnit.MILLISECONDS);
      }
    });
    control = executor;
    return first;
  }

  /** Takes the place of another pool. */
  private void succeed(Predecessor before, PoolHealth begun) {
    BackendPool old = before.pool;
    predecessor = null;
    serves = true;
    if (old.adapting != null) {
      old.adapting.cancel(false);
    }
    List<Backend> gone = roster.adopt(old.roster);
    if (old.health != null) {
      begun.inherit(old.health);
    }
    health = begun;
    publish();
    begun.inherited();
    old.health = begun; // who fails a request of the old pool is ejected from this one
    if (turns != null) {
      turns.room(this::haveRoom);
    }
    if (before.connected && old.turns == turns) {
      old.targets = Targets.of(this);
    }
    gone.forEach(membership::left);
  }

  /** Stops to follow names; what is resolved stays. Called on the resolver's executor. */
  public void stop() {
    if (health != null) {
      health.stop();
    }
    roster.stop();
    if (adapting != null) {
      adapting.cancel(false);
    }
  }

  /** The roster is not what it was. */
  private void changed(boolean backends) {
    if (backends) {
      List<Backend> before = backends();
      publish();
      List<Backend> now = backends();
      before.stream().filter(Backend::retired).forEach(membership::left);
      now.stream().filter(each -> !before.contains(each)).forEach(membership::joined);
    }
    publishStates();
    if (looked != null && roster.complete()) {
      serves = true;
      looked.trySuccess(null);
    }
  }

  private void publishStates() {
    Failure failure = roster.failure();
    unavailable = failure == null ? Failure.of(FailureReason.NO_BACKEND) : failure;
    sources = roster.states();
  }

  /** Lets picks see who the backends are, and which of them may be picked. */
  private void publish() {
    targets = targets(roster.backends());
    if (turns != null) {
      turns.settle();
    }
  }

  private Targets targets(List<Backend> all) {
    PoolHealth known = health;
    if (known == null) {
      Selection<Backend> open = new Selection<>(Balancing.untested(all), Selection.Mode.NORMAL);
      return Targets.of(all, open, balancing.over(open.shares()), affinity, List.of());
    }
    known.follow(all, serves);
    Selection<Backend> open = known.select();
    return Targets.of(all, open, balancing.over(open.shares()), affinity, known.keepers());
  }
}
