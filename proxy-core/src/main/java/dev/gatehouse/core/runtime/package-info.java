/**
 * What is in force: the routes of the current configuration, how an exchange gets to its route, and
 * how a failure becomes an answer.
 *
 * <p>Threading: immutable values and pure functions, shared by all event loops; an exchange is
 * handled on its own.
 */
@NullMarked
package dev.gatehouse.core.runtime;

import org.jspecify.annotations.NullMarked;
