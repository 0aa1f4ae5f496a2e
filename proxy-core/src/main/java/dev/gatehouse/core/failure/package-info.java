/**
 * The one taxonomy of everything that Gatehouse refuses or fails: a reason, mapped once to an HTTP
 * status, a log code and an RFC 9209 Proxy-Status error.
 *
 * <p>Threading: everything here is immutable.
 */
@NullMarked
package dev.gatehouse.core.failure;

import org.jspecify.annotations.NullMarked;
