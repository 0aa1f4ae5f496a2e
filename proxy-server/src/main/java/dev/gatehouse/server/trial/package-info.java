/**
 * Requests that nobody sends, and what would become of them under a configuration: the tests that a
 * configuration brings with it.
 *
 * <p>Threading: pure functions of immutable values.
 */
@NullMarked
package dev.gatehouse.server.trial;

import org.jspecify.annotations.NullMarked;
