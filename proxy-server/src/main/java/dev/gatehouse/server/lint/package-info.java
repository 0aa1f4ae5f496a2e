/**
 * What a valid configuration says and hardly means: warnings of {@code check}, of a start and of a
 * reload, each with a name by which it can be allowed.
 *
 * <p>Threading: pure functions.
 */
@NullMarked
package dev.gatehouse.server.lint;

import org.jspecify.annotations.NullMarked;
