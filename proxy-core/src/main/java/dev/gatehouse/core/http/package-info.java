/**
 * HTTP as values: header sections, names, methods, versions, dates, authorities and paths (RFC
 * 9110), with the pure functions that parse and compare them. Knows no channel and no route.
 *
 * <p>Threading: constants are immutable and shared; {@link dev.gatehouse.core.http.Headers} is
 * mutable and confined to the event loop of the exchange that owns it.
 */
@NullMarked
package dev.gatehouse.core.http;

import org.jspecify.annotations.NullMarked;
