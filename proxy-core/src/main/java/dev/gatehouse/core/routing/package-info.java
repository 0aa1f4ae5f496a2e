/**
 * Routes and what requests have to look like to take them.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.routing;

import org.jspecify.annotations.NullMarked;
