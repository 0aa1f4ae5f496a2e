/**
 * How many requests a pool has under way at once: the bound, fixed or found by itself from the
 * pool's latency, as settings and as algorithms that know neither backends nor requests.
 *
 * <p>Threading: {@code AdaptiveLimit} belongs to whoever closes its windows, the control plane;
 * {@code LatencyWindow} is fed by all event loops.
 */
@NullMarked
package dev.gatehouse.core.concurrency;

import org.jspecify.annotations.NullMarked;
