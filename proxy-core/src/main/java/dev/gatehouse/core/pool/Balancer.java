package dev.gatehouse.core.pool;

import org.jspecify.annotations.Nullable;

/**
 * The choice of a backend for a request among a fixed set. Called by all event loops at once: never
 * blocks, never allocates.
 */
sealed interface Balancer permits LeastRequest, RoundRobin {
  /** A backend that {@code context} has not tried; null if there is none. */
  @Nullable Backend pick(PickContext context);
}
