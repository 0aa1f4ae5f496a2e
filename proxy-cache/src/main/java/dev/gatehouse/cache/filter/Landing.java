package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.fill.Fill;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import org.jspecify.annotations.Nullable;

/** What came of a fetch, for those who have waited for it. Immutable. */
sealed interface Landing {
  /**
   * A response that is being stored.
   *
   * @param headers its header section, to be copied and not changed
   * @param fill its content as it arrives
   */
  record Filling(Terms terms, Headers headers, Fill fill) implements Landing {}

  /** What is stored was found to be right: the store has the answer. */
  record Kept() implements Landing {}

  /** Nothing that others may have. */
  record Unshared() implements Landing {}

  /** No answer, or one that says that the backend has failed, which is null. */
  record Failed(@Nullable Failure failure) implements Landing {}
}
