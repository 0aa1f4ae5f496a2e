/**
 * What paths a route takes.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.filter.path;

import org.jspecify.annotations.NullMarked;
