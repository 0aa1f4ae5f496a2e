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
public final class Stored {
  private static final AtomicIntegerFieldUpdater<Stored> USERS =
      AtomicIntegerFieldUpdater.newUpdater(Stored.class, "users");

  /** What an entry takes beside its bytes and its key: objects, and places in maps. */
  private static final int COST = 400;

  private final Terms terms;
  private final ByteBuf lines;
  private final int linesEnd;
  private final ByteBuf content;
  private final int from;
  private final boolean lent;
  private volatile int users = 1;

  /**
   * @param lines a buffer that begins with the header section; its use is taken over
   * @param content one that ends with the content, may be the same; its use is taken over
   * @param lent whether that is memory of others
   */
  private Stored(
      Terms terms, ByteBuf lines, int linesEnd, ByteBuf content, int from, boolean lent) {
    this.terms = terms;
    this.lines = lines;
    this.linesEnd = linesEnd;
    this.content = content;
    this.from = from;
    this.lent = lent;
  }

  /**
   * Keeps a response: copies its header section, and its content of {@code length} bytes in {@code
   * pieces}, which stay the caller's.
   */
  public static Stored of(
      Terms terms, Headers headers, Iterable<ByteBuf> pieces, int length, CacheMemory memory) {
    int head = HeaderLines.length(headers);
    ByteBuf all = memory.take(head + length);
    HeaderLines.write(headers, all);
    for (ByteBuf piece : pieces) {
      all.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
    }
    return new Stored(terms, all, head, all, head, false);
  }

  /**
   * Keeps what was kept before: copies its header section, and its content, which stays another's.
   */
  static Stored of(Terms terms, byte[] lines, ByteBuf content, CacheMemory memory) {
    int length = content.readableBytes();
    ByteBuf all = memory.take(lines.length + length);
    all.writeBytes(lines).writeBytes(content, content.readerIndex(), length);
    return new Stored(terms, all, lines.length, all, lines.length, false);
  }

  /**
   * Makes one of content that lies in somebody else's memory, whose use is taken over: to answer
   * with, not to be kept.
   */
  static Stored lent(Terms terms, byte[] lines, ByteBuf content, CacheMemory memory) {
    ByteBuf head = memory.take(lines.length);
    head.writeBytes(lines);
    return new Stored(terms, head, lines.length, content, content.readerIndex(), true);
  }

  /** The same content with other terms and another header section: after a 304, say. */
  public Stored with(Terms other, Headers headers, CacheMemory memory) {
    if (lent) {
      return of(other, headers, List.of(content.duplicate()), length(), memory);
    }
    ByteBuf head = memory.take(HeaderLines.length(headers));
    HeaderLines.write(headers, head);
    return new Stored(other, head, head.writerIndex(), content.retain(), from, false);
  }

  public Terms terms() {
    return terms;
  }

  /** The header section, as the caller's own. */
  public Headers headers() {
    byte[] copy = new byte[linesEnd];
    lines.getBytes(0, copy);
    return HeaderLines.read(copy);
  }

  /** The header section as it is kept. */
  byte[] lines() {
    byte[] copy = new byte[linesEnd];
    lines.getBytes(0, copy);
    return copy;
  }

  /** A view of the content, for as long as one is a user. */
  ByteBuf content() {
    return content.slice(from, length());
  }

  /**
   * True if its header section is worth keeping as it is written: the same object answers again.
   */
  boolean mayBeHot() {
    return !lent && linesEnd <= HotHeaders.LONGEST;
  }

  /** The number of bytes of content. */
  public int length() {
    return content.writerIndex() - from;
  }

  /** What it takes of the cache's room, its key not counted. */
  public int weight() {
    return COST + linesEnd + length();
  }

  /**
   * The content from {@code first} to before {@code end}, for one reader; uses it until it has been
   * read or discarded. To be called by a user.
   */
  public Body body(int first, int end) {
    if (!tryRetain()) {
      throw new IllegalStateException("stored response: released (expected: in use)");
    }
    return new StoredBody(this, first, end);
  }

  /** {@code bytes} of content from {@code first} on, as the caller's own. */
  ByteBuf slice(int first, int bytes) {
    return content.retainedSlice(from + first, bytes);
  }

  /** Becomes a user; false if the last one has gone, and the memory with it. */
  public boolean tryRetain() {
    for (int now = users; now > 0; now = users) {
      if (USERS.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Stops being a user. */
  public void release() {
    if (USERS.decrementAndGet(this) == 0) {
      lines.release();
      if (content != lines) {
        content.release();
      }
    }
  }
}
