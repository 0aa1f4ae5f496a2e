package dev.gatehouse.cache.disk;

import io.netty.buffer.ByteBuf;

/**
 * An entry that was found: what was put, as it was put. Whoever gets one releases the content, and
 * until then keeps the file's space in use.
 */
public final class DiskEntry {
  private final Index index;
  private final String key;
  private final Place place;
  private final byte[] meta;
  private final ByteBuf content;
  private final boolean again;

  DiskEntry(Index index, String key, Place place, byte[] meta, ByteBuf content, boolean again) {
    this.index = index;
    this.key = key;
    this.place = place;
    this.meta = meta;
    this.content = content;
    this.again = again;
  }

  String key() {
    return key;
  }

  Place place() {
    return place;
  }

  /** Which of the key's variants it is. */
  public long variant() {
    return place.variant;
  }

  /** The meta; not to be changed. */
  public byte[] meta() {
    return meta;
  }

  /** The content, read-only, in mapped memory that was read and compared with its checksum. */
  public ByteBuf content() {
    return content;
  }

  /** Whether somebody has asked for it before, since it was written or the store opened. */
  public boolean again() {
    return again;
  }

  /** Whether nobody has removed, replaced or renewed it meanwhile. Any thread may ask. */
  public boolean isCurrent() {
    return !place.renewed && index.has(key, place);
  }
}
