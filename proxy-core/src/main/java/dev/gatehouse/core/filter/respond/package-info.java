/**
 * Answers given by the configuration itself.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.filter.respond;

import org.jspecify.annotations.NullMarked;
