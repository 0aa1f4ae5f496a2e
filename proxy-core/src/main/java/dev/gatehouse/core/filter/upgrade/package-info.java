/**
 * The decision which connections of a route may be handed over to another protocol.
 *
 * <p>Threading: everything here is immutable and shared by all event loops.
 */
@NullMarked
package dev.gatehouse.core.filter.upgrade;

import org.jspecify.annotations.NullMarked;
