package dev.gatehouse.core.pool;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.time.Clock;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who the backends of a pool are: those of the configuration, those of a file, and the servers of a
 * service, in this order, each with the addresses of its host. Whatever is asked in vain leaves the
 * last good answer in force. A backend whose URL and address stay is the same {@link Backend}
 * across all changes.
 *
 * <p>Confined to the control plane's executor once started.
 */
final class Roster {
  /** A host whose addresses are asked for. */
  private static final class Host {
    private @Nullable NameWatch<List<InetAddress>> watch;
    private List<InetAddress> addresses = List.of();
    private @Nullable Failure failure;
    private SourceState state;

    Host(String name) {
      state = SourceState.unasked(SourceState.Kind.HOST, name);
      failure = Failure.of(FailureReason.DNS_FAILED, name + ": not resolved yet");
    }
  }

  /** Who is told of changes. */
  interface Listener {
    /**
     * Something is not as it was.
     *
     * @param backends true if that is who the backends are, or what is said of one; false if only
     *     failures and states
     */
    void changed(boolean backends);
  }

  /** What answers are asked with and counted by, once started. */
  private record Asking(NameResolver resolver, Clock clock) {}

  private final PoolSettings settings;
  private final @Nullable Turns turns;
  private final Function<BackendSettings, BackendObserver> observers;
  private final Listener listener;
  private Map<BackendUrl, Member> members = new LinkedHashMap<>();
  private Map<String, Host> hosts = new LinkedHashMap<>();
  private @Nullable NameWatch<ServiceAnswer> service;
  private @Nullable ServiceAnswer servers;
  private @Nullable Failure serviceFailure;
  private @Nullable SourceState serviceState;
  private List<BackendSettings> listed;
  private @Nullable SourceState fileState;
  private @Nullable Asking asking;
  private boolean stopped;

  /**
   * @param turns the bound of the pool on requests; null if it has none
   * @param listed what the file says, empty if there is none
   * @param observers gives each backend who is told what happens to it
   * @param listener told of every change once started
   */
  Roster(
      PoolSettings settings,
      @Nullable Turns turns,
      List<BackendSettings> listed,
      Function<BackendSettings, BackendObserver> observers,
      Listener listener) {
    this.settings = settings;
    this.turns = turns;
    this.listed = listed;
    this.observers = observers;
    this.listener = listener;
    DiscoverySettings discovery = settings.discovery();
    if (discovery.file() != null) {
      fileState = SourceState.unasked(SourceState.Kind.FILE, discovery.file().toString());
    }
    String name = discovery.dns().srv();
    if (name != null) {
      serviceState = SourceState.unasked(SourceState.Kind.SERVICE, name);
      serviceFailure = Failure.of(FailureReason.DNS_FAILED, name + ": not resolved yet");
    }
    settle();
  }

  /** All backends that have an address now, in the order of what they are learnt from. */
  List<Backend> backends() {
    return members.values().stream().flatMap(member -> member.backends().stream()).toList();
  }

  /** Why there are fewer backends than there might be; null if nothing is missing. */
  @Nullable Failure failure() {
    for (Host host : hosts.values()) {
      if (host.failure != null) {
        return host.failure;
      }
    }
    return serviceFailure;
  }

  /** How it stands with each place that backends are learnt from. */
  List<SourceState> states() {
    List<SourceState> states = new ArrayList<>();
    if (fileState != null) {
      states.add(fileState);
    }
    if (serviceState != null) {
      states.add(serviceState);
    }
    hosts.values().forEach(host -> states.add(host.state));
    return states;
  }

  /** True once every name was looked up, with success or not. */
  boolean complete() {
    return states().stream().allMatch(SourceState::asked);
  }

  /**
   * Takes over the backends and the answers of {@code before}, which is stopped. Before the start.
   *
   * @return those that do not come along; they are retired
   */
  List<Backend> adopt(Roster before) {
    before.stop();
    if (Objects.equals(settings.discovery().dns().srv(), before.settings.discovery().dns().srv())) {
      servers = before.servers;
      serviceFailure = before.serviceFailure;
      serviceState = before.serviceState;
      settle();
    }
    List<Backend> all = before.backends();
    members.forEach((url, member) -> {
      Member same = before.members.get(url);
      if (same != null) {
        member.adopt(same);
      }
    });
    before.members.values().forEach(member -> member.replace(List.of()));
    hosts.forEach((name, host) -> {
      Host same = before.hosts.get(name);
      if (same != null) {
        host.addresses = same.addresses;
        host.failure = same.failure;
        host.state = same.state;
      }
    });
    settleHosts();
    return all.stream().filter(Backend::retired).toList();
  }

  /** Begins to ask name servers, until {@link #stop}. */
  void start(NameResolver resolver, Clock clock) {
    asking = new Asking(resolver, clock);
    if (fileState != null) {
      fileState = fileState.found(listed.size(), clock.nanos());
    }
    String name = settings.discovery().dns().srv();
    if (name != null) {
      service =
          new NameWatch<>(
              name,
              settings.discovery().dns(),
              resolver.executor(),
              resolver::services,
              new ServiceUser());
      service.look();
    }
    watchHosts();
  }

  /** Asks no more; what is known stays. */
  void stop() {
    stopped = true;
    if (service != null) {
      service.stop();
    }
    hosts.values().forEach(Roster::forget);
  }

  private static void forget(Host host) {
    if (host.watch != null) {
      host.watch.stop();
    }
  }

  /** The file says this now. */
  void list(List<BackendSettings> now) {
    Asking known = asking;
    if (stopped || fileState == null || known == null) {
      return;
    }
    listed = now;
    fileState = fileState.found(now.size(), known.clock.nanos());
    listener.changed(settle());
    watchHosts();
  }

  /** The file cannot be used as it is now; what it said before stays. */
  void listFailed(String why) {
    if (!stopped && fileState != null) {
      fileState = fileState.failed(why);
      listener.changed(false);
    }
  }

  // ---- what the answers mean

  /** Makes members and hosts what the configuration, the file and the service say. */
  private boolean settle() {
    List<BackendSettings> all = new ArrayList<>(settings.backends());
    all.addAll(listed);
    if (servers != null) {
      all.addAll(servers.backends(settings.discovery().dns().secure()));
    }
    Map<BackendUrl, Member> next = new LinkedHashMap<>();
    boolean moved = false;
    for (BackendSettings each : all) {
      if (!next.containsKey(each.url())) { // else who was named first decides
        moved |= keep(each, next);
      }
    }
    for (Map.Entry<BackendUrl, Member> before : members.entrySet()) {
      if (!next.containsKey(before.getKey())) {
        moved |= before.getValue().replace(List.of());
      }
    }
    members = next;
    moved |= settleHosts();
    return moved;
  }

  private boolean keep(BackendSettings backend, Map<BackendUrl, Member> into) {
    Member known = members.get(backend.url());
    if (known == null) {
      into.put(backend.url(), new Member(backend, settings, turns, observers.apply(backend)));
      return true;
    }
    into.put(backend.url(), known);
    return known.reconfigure(backend);
  }

  private boolean settleHosts() {
    Map<String, Host> next = new LinkedHashMap<>();
    boolean moved = false;
    for (Member member : members.values()) {
      if (!member.isNamed()) {
        continue;
      }
      List<InetAddress> given = servers == null ? null : servers.addresses().get(member.host());
      if (given != null) {
        moved |= member.replace(given);
      } else {
        Host host = next.get(member.host());
        if (host == null) {
          host = hosts.getOrDefault(member.host(), new Host(member.host()));
          next.put(member.host(), host);
        }
        if (!host.addresses.isEmpty()) {
          moved |= member.replace(host.addresses);
        }
      }
    }
    for (Map.Entry<String, Host> before : hosts.entrySet()) {
      if (!next.containsKey(before.getKey())) {
        forget(before.getValue());
      }
    }
    hosts = next;
    return moved;
  }

  /** Begins to ask for hosts that nobody asks for yet. */
  private void watchHosts() {
    Asking known = asking;
    if (known == null) {
      return;
    }
    List<NameWatch<?>> fresh = new ArrayList<>();
    hosts.forEach((name, host) -> {
      if (host.watch == null) {
        host.watch =
            new NameWatch<>(
                name,
                settings.discovery().dns(),
                known.resolver.executor(),
                known.resolver::resolve,
                new HostUser(host));
        fresh.add(host.watch);
      }
    });
    fresh.forEach(NameWatch::look); // which may be answered at once
  }

  private long now() {
    return asking == null ? 0 : asking.clock.nanos();
  }

  private final class HostUser implements NameWatch.User<List<InetAddress>> {
    private final Host host;

    HostUser(Host host) {
      this.host = host;
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
      host.addresses = List.copyOf(addresses);
      host.failure = null;
      host.state = host.state.found(addresses.size(), now());
      boolean moved = false;
      for (Member member : members.values()) {
        if (member.host().equals(host.state.source())) {
          moved |= member.replace(addresses);
        }
      }
      listener.changed(moved);
    }

    @Override
    public void failed(Failure failure) {
      if (host.addresses.isEmpty()) {
        host.failure = failure;
      }
      host.state = host.state.failed(failure.toString());
      listener.changed(false);
    }
  }

  private final class ServiceUser implements NameWatch.User<ServiceAnswer> {
    @Override
    public void resolved(ServiceAnswer answer) {
      int found = answer.backends(settings.discovery().dns().secure()).size();
      if (found == 0) {
        failed(Failure.of(FailureReason.DNS_FAILED, "the service has no servers"));
        return;
      }
      servers = answer;
      serviceFailure = null;
      serviceState = state().found(found, now());
      listener.changed(settle());
      watchHosts();
    }

    @Override
    public void failed(Failure failure) {
      if (servers == null) {
        serviceFailure = failure;
      }
      serviceState = state().failed(failure.toString());
      listener.changed(false);
    }

    private SourceState state() {
      return Objects.requireNonNull(serviceState, "a service is configured");
    }
  }
}
