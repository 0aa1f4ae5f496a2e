/** The response cache of RFC 9111. */
@NullMarked
package dev.gatehouse.cache;

import org.jspecify.annotations.NullMarked;
