/**
 * Copies of requests that are sent to a second pool beside the first, to try it with real traffic:
 * their answers are dropped, and whatever becomes of them, the originals know nothing of it.
 *
 * <p>Threading: the filter is immutable and shared, with atomic counts; a copy is confined to the
 * event loop of its original.
 */
@NullMarked
package dev.gatehouse.core.filter.mirror;

import org.jspecify.annotations.NullMarked;
