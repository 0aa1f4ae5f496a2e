/**
 * Pools of backends: which backends there are, which of them takes the next request, and what is
 * known of each.
 *
 * <p>Threading: what is configured is immutable and shared by all event loops; counts are kept per
 * event loop and read from others.
 */
@NullMarked
package dev.gatehouse.core.pool;

import org.jspecify.annotations.NullMarked;
