package dev.gatehouse.core.pool;

import dev.gatehouse.core.balance.Balancer;
import dev.gatehouse.core.balance.PickContext;
import dev.gatehouse.core.balance.RandomPick;
import dev.gatehouse.core.balance.Share;
import dev.gatehouse.core.health.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What picks see of a pool: its backends, who chooses among those that may be picked, and which
 * clients keep to which. Immutable; replaced as a whole.
 *
 * @param backends all addresses there are
 * @param selection those that may be picked, and why these
 * @param bindings the tokens of affinity; null without
 * @param successor the pool that picks for this one; null while it does so itself
 */
record Targets(
    List<Backend> backends,
    Selection<Backend> selection,
    Balancer<Backend> balancer,
    @Nullable Bindings bindings,
    @Nullable BackendPool successor) {

  /** Nobody at all. */
  static final Targets NONE =
      new Targets(
          List.of(),
          new Selection<>(List.of(), Selection.Mode.NONE),
          new RandomPick<>(List.of()),
          null,
          null);

  /** A pick that passes over backends that are full. */
  private record Roomy(PickContext<Backend> context) implements PickContext<Backend> {
    @Override
    public boolean tried(Backend candidate) {
      return candidate.isFull() || context.tried(candidate);
    }

    @Override
    public long hash() {
      return context.hash();
    }

    @Override
    public long now() {
      return context.now();
    }
  }

  /**
   * Makes them.
   *
   * @param keepers those that keep the clients they have, and get no others
   */
  static Targets of(
      List<Backend> backends,
      Selection<Backend> selection,
      Balancer<Backend> balancer,
      @Nullable Affinity affinity,
      List<Backend> keepers) {
    Bindings bindings =
        affinity == null
            ? null
            : new Bindings(
                affinity, selection.shares().stream().map(Share::candidate).toList(), keepers);
    return new Targets(backends, selection, balancer, bindings, null);
  }

  /** What is left of a pool that {@code successor} picks for. */
  static Targets of(BackendPool successor) {
    return new Targets(NONE.backends, NONE.selection, NONE.balancer, null, successor);
  }

  /** The backend that the client of {@code token} keeps to, else the balancer's choice. */
  @Nullable Backend choose(PickContext<Backend> context, @Nullable String token) {
    Backend bound = bound(token);
    return bound == null || context.tried(bound) ? balancer.pick(context) : bound;
  }

  /** The backend that the client of {@code token} keeps to; null if there is none. */
  @Nullable Backend bound(@Nullable String token) {
    Bindings known = bindings;
    return known == null || token == null ? null : known.find(token);
  }

  /** The same among those that are not full. */
  @Nullable Backend chooseWithRoom(PickContext<Backend> context, @Nullable String token) {
    return choose(new Roomy(context), token);
  }

  /** True if one of those that may be picked is not full. */
  boolean haveRoom() {
    List<Share<Backend>> open = selection.shares();
    for (int i = 0; i < open.size(); i++) {
      if (!open.get(i).candidate().isFull()) {
        return true;
      }
    }
    return false;
  }
}
