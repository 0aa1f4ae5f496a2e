/**
 * Answers that send the client elsewhere.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.filter.redirect;

import org.jspecify.annotations.NullMarked;
