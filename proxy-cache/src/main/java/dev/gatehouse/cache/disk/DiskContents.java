package dev.gatehouse.cache.disk;

/** Who wants to know what a store contains. Called by any thread; must be quick. */
public interface DiskContents {
  /** Nobody wants to know. */
  DiskContents UNWATCHED =
      new DiskContents() {
        @Override
        public void found(String key, long variant, byte[] meta) {}

        @Override
        public void gone(String key) {}

        @Override
        public boolean isHot(String key) {
          return false;
        }
      };

  /** An entry was there when the store was opened. */
  void found(String key, long variant, byte[] meta);

  /**
   * An entry of {@code key} went for want of room, or because it was damaged, or could not be
   * written. There may be others, see {@link DiskStore#has}.
   */
  void gone(String key);

  /** Whether {@code key} is asked for without the store noticing, and should stay. */
  boolean isHot(String key);
}
