/**
 * What happened in the last minutes, for the dashboard: numbers that are read once a second and
 * kept in a ring, and the view of them that the admin API gives.
 *
 * <p>Threading: {@link dev.gatehouse.server.overview.Sampler} reads on a thread of its own; the
 * ring is guarded by itself, the rest is immutable.
 */
@NullMarked
package dev.gatehouse.server.overview;

import org.jspecify.annotations.NullMarked;
