package dev.gatehouse.server.restart;

import dev.gatehouse.core.filter.split.SplitState;
import dev.gatehouse.tls.TlsHeritage;
import java.util.List;

/**
 * What a process knows that is not in its configuration, and that clients or operators would miss
 * if it were gone with it. Immutable.
 *
 * @param tls keys and certificates; secret
 * @param backends which ones an operator has taken out
 * @param splits which canaries have lost their share
 */
public record Heritage(TlsHeritage tls, List<TakenOut> backends, List<Split> splits) {
  /** Of a process that follows nobody. */
  public static final Heritage NONE = new Heritage(TlsHeritage.NONE, List.of(), List.of());

  /** Copies what it is given. */
  public Heritage {
    backends = List.copyOf(backends);
    splits = List.copyOf(splits);
  }

  /**
   * A backend that an operator has taken out.
   *
   * @param state {@code draining} or {@code down}
   */
  public record TakenOut(String pool, String backend, String state) {}

  /** A canary that has lost its share. */
  public record Split(String route, SplitState.RolledBack rolledBack) {}
}
