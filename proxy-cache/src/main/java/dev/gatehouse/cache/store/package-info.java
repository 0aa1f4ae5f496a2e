/**
 * What the cache keeps and finds again: responses in reference-counted memory, by key and variant,
 * weighed in bytes.
 */
@NullMarked
package dev.gatehouse.cache.store;

import org.jspecify.annotations.NullMarked;
