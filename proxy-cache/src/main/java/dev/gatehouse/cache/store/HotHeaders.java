package dev.gatehouse.cache.store;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The header sections of stored responses that answered of late on one event loop, as they are
 * written: reading one from the store's memory costs more than all the rest of a hit, and what is
 * popular answers again.
 *
 * <p>Bounded to so many sections per loop, the later in the place of the earlier: what they take on
 * the heap does not grow with the store. Confined to its thread.
 */
public final class HotHeaders {
  private static final int SLOTS = 256;

  /** Longer sections are not kept, in bytes. */
  static final int LONGEST = 4 * 1024;

  /** Room for what filters add to an answer. */
  private static final int ROOM = 6;

  private static final FastThreadLocal<HotHeaders> OF_THIS_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected HotHeaders initialValue() {
          return new HotHeaders();
        }
      };

  private final @Nullable Stored[] owners = new Stored[SLOTS];
  private final @Nullable Headers[] sections = new Headers[SLOTS];
  private final long[] ages = new long[SLOTS];

  HotHeaders() {}

  /** Those of the calling thread. */
  public static HotHeaders ofThisThread() {
    return OF_THIS_THREAD.get();
  }

  /**
   * The header section of {@code stored} with Age, as the caller's own. To be called by a user of
   * it.
   *
   * @param age in seconds
   */
  public Headers of(Stored stored, long age) {
    if (!stored.mayBeHot()) {
      return stored.headers().set(HeaderNames.AGE, Long.toString(age));
    }
    int slot = slot(stored);
    if (owners[slot] != stored) {
      owners[slot] = stored;
      sections[slot] = stored.headers();
      ages[slot] = -1;
    }
    Headers section = Objects.requireNonNull(sections[slot]);
    if (ages[slot] != age) {
      ages[slot] = age;
      section.set(HeaderNames.AGE, Long.toString(age));
    }
    return new Headers(section.size() + ROOM).addAll(section);
  }

  static int slot(Stored stored) {
    int hash = System.identityHashCode(stored);
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }
}
