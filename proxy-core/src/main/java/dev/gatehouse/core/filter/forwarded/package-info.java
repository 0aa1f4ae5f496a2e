/**
 * Forwarding headers: whose are believed, which are sent on.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.filter.forwarded;

import org.jspecify.annotations.NullMarked;
