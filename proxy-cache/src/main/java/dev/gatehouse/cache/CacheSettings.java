package dev.gatehouse.cache;

import dev.gatehouse.cache.disk.DiskSettings;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import org.jspecify.annotations.Nullable;

/**
 * The one store that routes with a cache share.
 *
 * @param memory what stored responses may take in memory, fields and content
 * @param maxObject the longest content that is stored, unless a route says otherwise
 * @param disk the second tier; null: none
 */
@Doc("The store that routes with a cache share.")
public record CacheSettings(
    @Doc(
            "What stored responses may take in memory, fields and content. It comes beside"
                + " limits.memory, out of the same memory of the process.")
        ByteSize memory,
    @Doc("The longest content that is stored; routes may say otherwise.") ByteSize maxObject,
    @Doc("A second tier on disk, which survives restarts; absent: none.")
        @Nullable DiskSettings disk) {
  private static final long MIB = 1 << 20;

  /** In percent; the rest is lost in gaps between buffers. */
  private static final int USABLE = 75;

  private static final ByteSize LEAST_MEMORY = ByteSize.ofMiB(1);
  private static final ByteSize MOST_MEMORY = ByteSize.ofGiB(1024);

  public CacheSettings() {
    this(ByteSize.ofMiB(256), ByteSize.ofMiB(8), null);
  }

  public CacheSettings {
    Expect.within("memory", memory, LEAST_MEMORY, MOST_MEMORY);
    expectObject("max-object", maxObject);
    fits("max-object", maxObject, memory);
  }

  /**
   * These settings with no more memory than a process can spare.
   *
   * @param ceiling bytes outside the heap that it can get
   * @param others bytes of these that are for others
   */
  public CacheSettings affordable(long ceiling, long others) {
    long most = Math.max(0, ceiling - others) / 100 * USABLE;
    if (memory.bytes() <= most) {
      return this;
    }
    ByteSize less = new ByteSize(Math.max(LEAST_MEMORY.bytes(), most / MIB * MIB));
    return new CacheSettings(less, maxObject.bytes() <= less.bytes() ? maxObject : less, disk);
  }

  /** Refuses the route's own bound if it is beyond this store. */
  public void expectFits(String name, ByteSize object) {
    fits(name, object, memory);
  }

  /** Expects a size that one stored response may have. */
  static void expectObject(String name, ByteSize size) {
    Expect.within(name, size, ByteSize.ofKiB(1), ByteSize.ofGiB(1));
  }

  private static void fits(String name, ByteSize object, ByteSize memory) {
    Expect.that(
        object.bytes() <= memory.bytes(), name, object, "no more than cache.memory, " + memory);
  }
}
