/**
 * The configuration file: its settings as a whole, the strict reader that finds every problem of a
 * file at once, and the JSON Schema made from the same records.
 *
 * <p>Threading: settings and problems are immutable; a reader is used by one thread.
 */
@NullMarked
package dev.gatehouse.server.config;

import org.jspecify.annotations.NullMarked;
