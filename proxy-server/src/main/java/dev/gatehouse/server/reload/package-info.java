/**
 * A new configuration taken over while the old one serves: what changes, what cannot change without
 * a restart, and what goes once nobody needs it any more.
 *
 * <p>Threading: one reload at a time, on the thread that asks for it; the rest are values.
 */
@NullMarked
package dev.gatehouse.server.reload;

import org.jspecify.annotations.NullMarked;
