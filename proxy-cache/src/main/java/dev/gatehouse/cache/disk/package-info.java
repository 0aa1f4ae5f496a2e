/** The tier of the cache on disk. */
@NullMarked
package dev.gatehouse.cache.disk;

import org.jspecify.annotations.NullMarked;
