/**
 * What tells stored responses apart, and which requests are kept from the cache: settings, and pure
 * functions of them. Immutable, for any thread.
 */
@NullMarked
package dev.gatehouse.cache.key;

import org.jspecify.annotations.NullMarked;
