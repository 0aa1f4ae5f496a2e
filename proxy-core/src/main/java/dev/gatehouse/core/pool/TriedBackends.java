package dev.gatehouse.core.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The backends that one exchange has been sent to. Made for a retry, not before. */
public final class TriedBackends {
  private @Nullable Backend[] backends = new Backend[2];
  private int size;

  /** Those of {@code before}, which may be none, and {@code backend}, if there is one. */
  public static TriedBackends with(@Nullable TriedBackends before, @Nullable Backend backend) {
    TriedBackends tried = before == null ? new TriedBackends() : before;
    if (backend != null) {
      tried.add(backend);
    }
    return tried;
  }

  private void add(Backend backend) {
    if (size == backends.length) {
      backends = Arrays.copyOf(backends, size * 2);
    }
    backends[size++] = backend;
  }

  /** True if {@code backend} is one of them. */
  public boolean tried(Backend backend) {
    for (int i = 0; i < size; i++) {
      if (backends[i] == backend) {
        return true;
      }
    }
    return false;
  }
}
