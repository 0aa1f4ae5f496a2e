/**
 * The connections to backends that one event loop keeps: idle, dialling, in use, and those who wait
 * for one.
 *
 * <p>Threading: parsers and connections are confined to one event loop; pure functions are shared.
 */
@NullMarked
package dev.gatehouse.core.transport.connection;

import org.jspecify.annotations.NullMarked;
