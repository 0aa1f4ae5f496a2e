/**
 * Server-Timing: answers that say what a request was waited for, where the route has them do so.
 *
 * <p>Threading: immutable; what wraps a responder is confined to its exchange's event loop.
 */
@NullMarked
package dev.gatehouse.core.filter.timing;

import org.jspecify.annotations.NullMarked;
