package dev.gatehouse.server.explain;

import dev.gatehouse.core.balance.PickContext;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.filter.split.Split;
import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.core.filter.split.SplitState;
import dev.gatehouse.core.forward.RequestHash;
import dev.gatehouse.core.pool.Affinity;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendState;
import dev.gatehouse.core.pool.BalancerChoice;
import dev.gatehouse.core.pool.HashOn;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.pool.PoolState;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.compile.Upstream;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which pool and backend a request would get, and by what.
 *
 * @param running null: nothing runs, and only what is configured is known
 * @param exchange past all filters of its route
 */
record PoolChoices(
    GatehouseSettings settings, @Nullable Running running, Exchange exchange, Clock clock) {

  List<PoolChoice> of(RouteSettings route) {
    return switch (route.target()) {
      case RouteTarget.ToPool(String pool) -> List.of(choice(pool, null, true));
      case RouteTarget.ToSplit(SplitSettings split) -> split(route.name(), split);
      case RouteTarget.Redirect _, RouteTarget.Respond _ -> List.of();
    };
  }

  private List<PoolChoice> split(String route, SplitSettings settings) {
    Split known = running == null ? null : running.traffic().find(route);
    Split split = known == null ? new Split(route, settings, 1, clock) : known;
    String sure = split.foresee(exchange);
    List<SplitState.Pool> pools = split.state().pools();
    double sum = pools.stream().mapToInt(SplitState.Pool::weight).sum();
    return pools.stream()
        .map(each -> choice(each.pool(), 100 * each.weight() / sum, each.pool().equals(sure)))
        .toList();
  }

  private PoolChoice choice(String name, @Nullable Double share, boolean chosen) {
    PoolSettings pool = Objects.requireNonNull(settings.pools().get(name), name);
    Upstream upstream = running == null ? null : running.upstreams().get(name);
    return upstream == null
        ? configured(pool, share, chosen)
        : standing(pool, upstream.pool(), share, chosen);
  }

  private PoolChoice configured(PoolSettings pool, @Nullable Double share, boolean chosen) {
    List<PoolChoice.Member> members =
        pool.backends().stream()
            .map(each -> new PoolChoice.Member(each.url().toString(), null, null, null, null))
            .toList();
    String affinity =
        pool.affinity() == null
            ? ""
            : "; the cookie " + pool.affinity().cookie() + " keeps clients to theirs";
    String found = pool.discovery().findsBackends() ? "; discovery finds more backends" : "";
    return new PoolChoice(
        pool.name(),
        share,
        chosen,
        pool.balancer().word(),
        words(pool) + affinity + found,
        null,
        members);
  }

  private PoolChoice standing(
      PoolSettings pool, BackendPool backends, @Nullable Double share, boolean chosen) {
    PoolState state = backends.state();
    Affinity affinity = backends.affinity();
    String token = affinity == null ? null : affinity.take(exchange.request().headers());
    Backend sure = backends.foresee(new Foreseeing(hash(pool.hashOn())), token);
    boolean kept = backends.keeps(token);
    boolean hashed = pool.hashOn() != null && RequestHash.text(exchange, pool.hashOn()) != null;
    String choice =
        kept ? "the client's cookie leads to the backend that has served it" : words(pool);
    return new PoolChoice(
        pool.name(),
        share,
        chosen,
        pool.balancer().word(),
        choice + mode(state),
        sure != null && (kept || hashed) ? sure.name() : null,
        state.backends().stream().map(PoolChoices::member).toList());
  }

  private long hash(@Nullable HashOn on) {
    return RequestHash.of(exchange, on);
  }

  private static PoolChoice.Member member(BackendState state) {
    return new PoolChoice.Member(
        state.backend(), state.address(), state.standing(), state.why(), state.active());
  }

  private static String mode(PoolState state) {
    return switch (state.mode()) {
      case "normal" -> "";
      case "none" -> "; there is none that may be picked: the answer is 503";
      case "backup" -> "; too few can be used, so those in reserve help";
      default ->
          "; too few can be used, so all that are not switched off are (" + state.mode() + ")";
    };
  }

  private String words(PoolSettings pool) {
    HashOn on = pool.hashOn();
    BalancerChoice balancer = pool.balancer();
    if (!balancer.hashes() || on == null) {
      return switch (balancer) {
        case LEAST_REQUEST -> "the less busy of two picked at random";
        case LEAST_TIME -> "the one of two picked at random that should answer sooner";
        case ROUND_ROBIN -> "each in turn";
        case RANDOM, RING_HASH, MAGLEV -> "any, at random";
      };
    }
    return RequestHash.text(exchange, on) == null
        ? "any, as the request has no " + hashed(on)
        : "by the hash of its " + hashed(on);
  }

  private static String hashed(HashOn on) {
    return switch (on) {
      case HashOn.Header(String name) -> "header " + name;
      case HashOn.Cookie(String name) -> "cookie " + name;
      case HashOn.Query(String name) -> "query parameter " + name;
      case HashOn.Part(HashOn.Part.Which which) ->
          which == HashOn.Part.Which.PATH ? "path" : "client's address";
    };
  }

  /** A pick that is only thought of. */
  private record Foreseeing(long hash) implements PickContext<Backend> {
    @Override
    public boolean tried(Backend candidate) {
      return false;
    }

    @Override
    public long now() {
      return System.nanoTime();
    }
  }
}
