/**
 * Header rules of routes: fields set, added and removed.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.filter.headers;

import org.jspecify.annotations.NullMarked;
