/**
 * Several pools behind one route: requests are shared out by weight, exactly; clients can be kept
 * with their pool, and may name one; and a new version that does worse than the old one loses its
 * share by itself.
 *
 * <p>Threading: settings, shares and handler are immutable; {@link
 * dev.gatehouse.core.filter.split.Split} is what changes and is shared; the comparison of two pools
 * is confined to the control plane, and what it looks at each event loop counts for itself.
 */
@NullMarked
package dev.gatehouse.core.filter.split;

import org.jspecify.annotations.NullMarked;
