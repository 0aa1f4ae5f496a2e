package dev.gatehouse.core.pool;

import dev.gatehouse.core.health.Selection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a pool stands, for the admin API and metrics.
 *
 * @param mode why the backends that are picked are picked, a {@link Selection.Mode} in lower case
 * @param active requests under way
 * @param limit how many there may be; 0: no bound of the pool's
 * @param waiting requests that wait for their turn
 * @param waited requests that have had to wait and got their turn
 * @param waitNanos how long they have waited together
 * @param refusedFull requests refused because as many waited as may
 * @param refusedLate requests refused because they had waited too long
 * @param backends how its backends stand
 */
public record PoolState(
    String mode,
    int active,
    int limit,
    int waiting,
    long waited,
    long waitNanos,
    long refusedFull,
    long refusedLate,
    List<BackendState> backends) {
  static PoolState of(Selection.Mode mode, @Nullable Turns turns, List<BackendState> backends) {
    String word = mode.name().toLowerCase(Locale.ROOT);
    if (turns == null) {
      int active = backends.stream().mapToInt(BackendState::active).sum();
      return new PoolState(word, active, 0, 0, 0, 0, 0, 0, backends);
    }
    return new PoolState(
        word,
        turns.active(),
        turns.limit(),
        turns.waiting(),
        turns.waited(),
        turns.waitNanos(),
        turns.refused(),
        turns.late(),
        backends);
  }
}
