package dev.gatehouse.cache.store;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One response that is kept: its terms, its header section and its content, the latter two outside
 * the heap. Immutable but for the count of those who use it: the memory is given back when the last
 * one has {@linkplain #release released} it. Thread-safe.
 */
public abstract sealed class Stored permits SmallStored, LargeStored, LentStored {
  private static final AtomicIntegerFieldUpdater<Stored> USERS =
      AtomicIntegerFieldUpdater.newUpdater(Stored.class, "users");

  /** What an entry takes beside its bytes and its key: objects, and places in maps. */
  static final int COST = 280;

  private final Terms terms;
  private volatile int users = 1;

  Stored(Terms terms) {
    this.terms = terms;
  }

  /**
   * Keeps a response: copies its header section, and its content of {@code length} bytes in {@code
   * pieces}, which stay the caller's.
   */
  public static Stored of(
      Terms terms, Headers headers, Iterable<ByteBuf> pieces, int length, CacheMemory memory) {
    return of(terms, HeaderLines.bytes(headers), pieces, length, memory);
  }

  /**
   * Keeps what was kept before: copies its header section, and its content, which stays another's.
   */
  static Stored of(Terms terms, byte[] lines, ByteBuf content, CacheMemory memory) {
    return of(terms, lines, List.of(content), content.readableBytes(), memory);
  }

  private static Stored of(
      Terms terms, byte[] lines, Iterable<ByteBuf> pieces, int length, CacheMemory memory) {
    Terms own = terms.shared();
    int size = lines.length + length;
    if (size <= CacheMemory.LARGEST_SLOT) {
      SlotSize.Slot slot = memory.slot(size);
      ByteBuf page = slot.page().memory();
      page.setBytes(slot.at(), lines);
      int at = slot.at() + lines.length;
      for (ByteBuf piece : pieces) {
        page.setBytes(at, piece, piece.readerIndex(), piece.readableBytes());
        at += piece.readableBytes();
      }
      return new SmallStored(own, slot, lines.length, length);
    }
    ByteBuf all = memory.take(size).writeBytes(lines);
    for (ByteBuf piece : pieces) {
      all.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
    }
    return new LargeStored(own, all, lines.length, all, lines.length);
  }

  /** The same content with other terms and another header section: after a 304, say. */
  public final Stored with(Terms other, Headers headers, CacheMemory memory) {
    return with(other.shared(), HeaderLines.bytes(headers), memory);
  }

  abstract Stored with(Terms other, byte[] lines, CacheMemory memory);

  public final Terms terms() {
    return terms;
  }

  /** The header section, as the caller's own. */
  public final Headers headers() {
    return HeaderLines.read(lines());
  }

  /** Whether its content is memory of others, which it does not keep for long. */
  final boolean isLent() {
    return this instanceof LentStored;
  }

  /** The header section as it is kept. */
  abstract byte[] lines();

  /** The content, as the caller's own. */
  final ByteBuf content() {
    return slice(0, length());
  }

  /**
   * True if its header section is worth keeping as it is written: the same object answers again.
   */
  final boolean mayBeHot() {
    return !isLent() && headLength() <= HotHeaders.LONGEST;
  }

  /** The number of bytes of {@link #lines}. */
  abstract int headLength();

  /** The number of bytes of content. */
  public abstract int length();

  /** What it takes of the cache's room, its key not counted. */
  public final int weight() {
    return COST + terms.characters() + bytes();
  }

  /** What its header section and its content take. */
  abstract int bytes();

  /**
   * The content from {@code first} to before {@code end}, for one reader; uses it until it has been
   * read or discarded. To be called by a user.
   */
  public final Body body(int first, int end) {
    if (!tryRetain()) {
      throw new IllegalStateException("stored response: released (expected: in use)");
    }
    return new StoredBody(this, first, end);
  }

  /** {@code bytes} of content from {@code first} on, as the caller's own. */
  abstract ByteBuf slice(int first, int bytes);

  /** Becomes a user; false if the last one has gone, and the memory with it. */
  public final boolean tryRetain() {
    for (int now = users; now > 0; now = users) {
      if (USERS.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Stops being a user. */
  public final void release() {
    if (USERS.decrementAndGet(this) == 0) {
      free();
    }
  }

  /** Gives the memory back. */
  abstract void free();
}
