package dev.gatehouse.server.explain;

import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.server.compile.Traffic;
import dev.gatehouse.server.compile.Upstream;
import java.util.Map;

/**
 * What a running server knows beside its configuration.
 *
 * @param upstreams its pools, by name
 * @param traffic its splits
 */
public record Running(Map<String, Upstream> upstreams, Traffic traffic, SharedCache cache) {}
