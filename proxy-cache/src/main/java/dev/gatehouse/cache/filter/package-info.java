/**
 * The cache in a route's chain: what it does with a request, and how responses get into the store.
 * {@code CacheFilter} is where to begin; {@code Lookup} answers one request, {@code Fetch} asks the
 * backend for all who wait for the same.
 */
@NullMarked
package dev.gatehouse.cache.filter;

import org.jspecify.annotations.NullMarked;
