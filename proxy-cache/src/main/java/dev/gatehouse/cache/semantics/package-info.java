/**
 * What RFC 9111 says of storing and reusing responses, as pure functions of header fields and
 * moments in time: nothing here keeps state, reads a clock or touches content.
 */
@NullMarked
package dev.gatehouse.cache.semantics;

import org.jspecify.annotations.NullMarked;
