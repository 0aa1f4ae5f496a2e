/**
 * What a new configuration would change: in words, and for the requests that came last.
 *
 * <p>Threading: {@link dev.gatehouse.server.plan.RequestKeys} is confined to the event loops, each
 * of which has a ring of its own; the rest are values and pure functions.
 */
@NullMarked
package dev.gatehouse.server.plan;

import org.jspecify.annotations.NullMarked;
