package dev.gatehouse.cache.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The fixed part of a record: what stands before key, meta and content of one entry in a segment.
 * Big-endian:
 *
 * <pre>
 *  0 int  magic           24 int  length of the key
 *  4 int  life            28 int  length of the meta
 *  8 long salt            32 int  length of the content
 * 16 long variant         36 int  CRC32C of the content
 *                         40 int  kind
 *                         44 int  CRC32C of all of this but life and itself, of key and of meta
 * </pre>
 *
 * The life is all that ever changes in a record: who removes an entry writes zero over it, in
 * place, which needs no room on the disk. What is left is a tombstone for whatever older record has
 * the same key and variant. The salt is random and the segment's own, so that content that looks
 * like a record is none.
 *
 * @param alive whether nobody has removed the entry
 * @param variant which of the key's variants this is
 * @param keyLength 1 to 65,535 bytes
 * @param metaLength 0 to 1 MiB
 * @param contentLength zero or more bytes
 * @param contentSum CRC32C of the content
 */
record RecordHead(
    boolean alive, long variant, int keyLength, int metaLength, int contentLength, int contentSum) {
  static final int BYTES = 48;
  static final int LIFE_AT = 4;
  static final int LONGEST_KEY = (1 << 16) - 1;
  static final int LONGEST_META = 1 << 20;

  private static final int MAGIC = 0x47687231;
  private static final int ALIVE = 0x5af03c96;
  private static final int ENTRY = 1;
  private static final int SUM_AT = 44;
  private static final int ALIGNMENT = 8;

  /** Where the content begins, counted from the record's first byte. */
  int contentAt() {
    return BYTES + keyLength + metaLength;
  }

  /** The bytes that the whole record takes, and that the next one begins after. */
  long length() {
    return length(keyLength, metaLength, contentLength);
  }

  static long length(int keyLength, int metaLength, int contentLength) {
    long bytes = BYTES + (long) keyLength + metaLength + contentLength;
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** The bytes behind the content up to the next record. */
  int padding() {
    return (int) (length() - contentAt() - contentLength);
  }

  /** What goes to the file before the content, from position 0 of the buffer to its limit. */
  ByteBuffer encode(long salt, byte[] key, byte[] meta) {
    ByteBuffer to = ByteBuffer.allocate(contentAt());
    to.putInt(MAGIC).putInt(alive ? ALIVE : 0).putLong(salt).putLong(variant);
    to.putInt(keyLength).putInt(metaLength).putInt(contentLength).putInt(contentSum);
    to.putInt(ENTRY).putInt(0).put(key).put(meta);
    to.putInt(SUM_AT, sum(to.array()));
    return to.flip();
  }

  /** What is written over the life of an entry that goes. */
  static ByteBuffer death() {
    return ByteBuffer.allocate(Integer.BYTES);
  }

  /**
   * Reads the head of a record that begins at {@code at}, with its key and meta.
   *
   * @param end where the content must have ended; the buffer may end before the content
   * @return null: there is none, or not a whole one
   */
  static @Nullable RecordHead decode(ByteBuffer from, int at, int end, long salt) {
    if (from.limit() - at < BYTES
        || from.getInt(at) != MAGIC
        || from.getLong(at + 8) != salt
        || from.getInt(at + 40) != ENTRY) {
      return null;
    }
    RecordHead head =
        new RecordHead(
            from.getInt(at + LIFE_AT) == ALIVE,
            from.getLong(at + 16),
            from.getInt(at + 24),
            from.getInt(at + 28),
            from.getInt(at + 32),
            from.getInt(at + 36));
    if (!head.isPossible() || head.length() > end - at || head.contentAt() > from.limit() - at) {
      return null;
    }
    // summed up in a copy: reading what the disk cannot read would end the process in there
    byte[] copy = new byte[head.contentAt()];
    from.get(at, copy);
    return sum(copy) == from.getInt(at + SUM_AT) ? head : null;
  }

  private boolean isPossible() {
    return keyLength > 0
        && keyLength <= LONGEST_KEY
        && metaLength >= 0
        && metaLength <= LONGEST_META
        && contentLength >= 0;
  }

  private static int sum(byte[] record) {
    CRC32C sum = new CRC32C();
    sum.update(record, 0, LIFE_AT);
    sum.update(record, LIFE_AT + Integer.BYTES, SUM_AT - LIFE_AT - Integer.BYTES);
    sum.update(record, BYTES, record.length - BYTES);
    return (int) sum.getValue();
  }
}
