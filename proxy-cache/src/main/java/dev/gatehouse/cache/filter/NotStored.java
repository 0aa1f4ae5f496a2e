package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.semantics.StoreDecision;

/**
 * A response that was not stored.
 *
 * @param why why not
 * @param at when its head came, in milliseconds since 1970
 */
public record NotStored(String key, StoreDecision why, long at) {}
