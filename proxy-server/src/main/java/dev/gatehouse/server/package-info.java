/**
 * The program: command line, configuration, administration, and what the proxy tells of itself.
 * Here is what makes a running whole of the parts.
 *
 * <p>Threading: one thread starts and stops; queries may come from any.
 */
@NullMarked
package dev.gatehouse.server;

import org.jspecify.annotations.NullMarked;
