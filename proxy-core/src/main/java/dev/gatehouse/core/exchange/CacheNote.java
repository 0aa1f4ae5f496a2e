package dev.gatehouse.core.exchange;

import org.jspecify.annotations.Nullable;

/**
 * What a route's cache did with a request, for logs.
 *
 * @param result a name such as {@code hit}
 * @param reason the name of why it went on to a backend; null if it did not
 */
public record CacheNote(String result, @Nullable String reason) {}
