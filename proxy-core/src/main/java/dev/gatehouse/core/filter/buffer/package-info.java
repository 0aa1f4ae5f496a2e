/**
 * Collection of request bodies before they are sent on.
 *
 * <p>Threading: settings are immutable; the rest is event-loop confined.
 */
@NullMarked
package dev.gatehouse.core.filter.buffer;

import org.jspecify.annotations.NullMarked;
