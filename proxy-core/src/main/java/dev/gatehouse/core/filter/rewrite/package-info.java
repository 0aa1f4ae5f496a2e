/**
 * Rewriting of the path and the host on their way to the backend.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.filter.rewrite;

import org.jspecify.annotations.NullMarked;
