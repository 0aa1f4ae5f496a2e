package dev.gatehouse.core.pool;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who stands behind which affinity token: the backends that keep their clients, and among them
 * those that clients may be bound to. Immutable.
 */
final class Bindings {
  private record Bound(String token, Backend backend) {}

  /** So much of a token finds a backend; only all of it proves that the token is one. */
  private static final int SELECTOR = 8;

  private final Map<String, Bound> bySelector = new HashMap<>();
  private final IdentityHashMap<Backend, String> tokens = new IdentityHashMap<>();

  /**
   * Computes all tokens.
   *
   * @param open those that clients may be bound to
   * @param kept those that keep the clients they have
   */
  Bindings(Affinity affinity, List<Backend> open, List<Backend> kept) {
    for (Backend backend : open) {
      tokens.put(backend, add(affinity, backend));
    }
    for (Backend backend : kept) {
      add(affinity, backend);
    }
  }

  private String add(Affinity affinity, Backend backend) {
    String token = affinity.of(backend);
    bySelector.put(token.substring(0, SELECTOR), new Bound(token, backend));
    return token;
  }

  /**
   * The backend that {@code token} stands for; null if it is forged, or its backend cannot serve.
   */
  @Nullable Backend find(@Nullable String token) {
    if (token == null || token.length() < SELECTOR) {
      return null;
    }
    Bound bound = bySelector.get(token.substring(0, SELECTOR));
    return bound == null || !isSame(bound.token, token) ? null : bound.backend;
  }

  /** The token of {@code backend}; null if clients are not to be bound to it. */
  @Nullable String token(Backend backend) {
    return tokens.get(backend);
  }

  /** Takes the same time wherever the two differ. */
  private static boolean isSame(String token, String given) {
    int difference = token.length() ^ given.length();
    int length = Math.min(token.length(), given.length());
    for (int i = 0; i < length; i++) {
      difference |= token.charAt(i) ^ given.charAt(i);
    }
    return difference == 0;
  }
}
