package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The order that an HTTP/1 connection's incoming bytes are read in: a head, collected until it is
 * complete, then content, fed piece by piece without copying, as the owner says what comes next.
 *
 * <p>Confined to the connection's event loop.
 */
final class MessageReader {
  /** What the reader has found; called from within {@link #parse}. */
  interface Owner {
    /**
     * Reads a head from {@code bytes[0, length)}.
     *
     * @return its length; 0 if it is not complete; -1 if it was refused
     */
    int parseHead(byte[] bytes, int length);

    /** Part of a head is there, and the rest is not. */
    void headIncomplete();

    /** Acts on the head that was just read: says what is to be expected next. */
    void headRead();

    /** A head was refused by {@link #parseHead}, or is larger than allowed ({@code tooLarge}). */
    void headRefused(boolean tooLarge);

    /** Content of {@code bytes} bytes arrived. */
    default void contentRead(int bytes) {}

    /** The message's content is complete; its body hears of it next. */
    void contentEnded();

    /**
     * The message's content is not well-formed ({@link ChunkDecoder#BAD} or {@link
     * ChunkDecoder#BAD_TRAILER}).
     */
    void contentBroken(int what);

    /** Bytes arrived that nobody wants any more. */
    default void dropped() {}

    /** A bug surfaced while bytes were read. */
    void failed(RuntimeException bug);
  }

  /** What the bytes that come next are. */
  private enum Next {
    /** A message head. */
    HEAD,
    /** Content of a known length. */
    FIXED,
    /** Chunked content. */
    CHUNKED,
    /** Content that ends with the connection. */
    UNTIL_CLOSE,
    /** What another protocol sends, which the connection was handed over to. */
    TUNNEL,
    /** A message that may not be read yet: another one is still being dealt with. */
    HELD,
    /** Nothing that matters any more. */
    DROPPED
  }

  private final Loop loop;
  private final Owner owner;
  private final int maxHead;
  private final HeadScan scan;
  private final Input input = new Input();
  private Next next = Next.HEAD;
  private boolean parsing;
  private long remaining;
  private @Nullable ChunkDecoder chunks;
  private @Nullable FedBody incoming;
  private int headBytes;

  /**
   * @param maxLine the longest first line in bytes
   * @param maxHead the largest head in bytes
   */
  MessageReader(Loop loop, Owner owner, int maxLine, int maxHead) {
    this.loop = loop;
    this.owner = owner;
    this.maxHead = maxHead;
    this.scan = new HeadScan(maxLine, maxHead);
  }

  /** The content that is being read, if any. */
  @Nullable FedBody incoming() {
    return incoming;
  }

  /** The size of the head that was read last. */
  int headBytes() {
    return headBytes;
  }

  /** Bytes of memory that hold what has arrived. */
  int held() {
    return input.held() + (incoming == null ? 0 : incoming.held());
  }

  /** Bytes that have arrived and belong to no message that was read. */
  int unread() {
    return input.readableBytes();
  }

  /** True while no byte of the next head has been taken: between messages. */
  boolean betweenMessages() {
    return next == Next.HEAD && !input.isReadable();
  }

  /** True if what is read ends where the connection does. */
  boolean untilClose() {
    return next == Next.UNTIL_CLOSE;
  }

  boolean tunnel() {
    return next == Next.TUNNEL;
  }

  /** True if more than {@code bytes} lie unread in the body, or unparsed behind a message. */
  boolean behind(int bytes) {
    return (incoming != null && incoming.held() > bytes)
        || (next != Next.HEAD && input.readableBytes() > bytes);
  }

  /**
   * Content follows.
   *
   * @param framing its length, above 0, {@link Framing#CHUNKED} or {@link Framing#UNTIL_CLOSE}
   * @param feed who is told what becomes of it
   */
  FedBody expectContent(long framing, FedBody.Feed feed) {
    FedBody body = new FedBody(framing > 0 ? framing : Body.UNKNOWN_LENGTH, feed);
    incoming = body;
    if (framing > 0) {
      next = Next.FIXED;
      remaining = framing;
    } else if (framing == Framing.CHUNKED) {
      next = Next.CHUNKED;
      chunks = new ChunkDecoder();
    } else {
      next = Next.UNTIL_CLOSE;
    }
    return body;
  }

  /** What follows, and what already waits here, is {@code body}'s. */
  void expectTunnel(FedBody body) {
    next = Next.TUNNEL;
    incoming = body;
  }

  /** What follows waits until {@link #expectHead}. */
  void hold() {
    next = Next.HELD;
    incoming = null;
  }

  /** A head follows. */
  void expectHead() {
    next = Next.HEAD;
    scan.restart();
    incoming = null;
  }

  /** Whatever arrives from now on is dropped. */
  void drop() {
    next = Next.DROPPED;
    incoming = null;
  }

  /** Takes over bytes that arrived, to be read by {@link #parse}. */
  void add(ByteBufAllocator allocator, ByteBuf bytes) {
    input.add(allocator, bytes);
  }

  /** Forgets what has arrived. */
  void clear() {
    input.clear();
  }

  /** Reads what has arrived as far as possible; does nothing from within itself. */
  void parse() {
    if (parsing) {
      return;
    }
    parsing = true;
    try {
      boolean more = true;
      while (more && input.isReadable()) {
        more = step(input.bytes());
      }
    } catch (RuntimeException bug) {
      // it may surface in the turn of another connection, whose event led here; it ends this one
      owner.failed(bug);
      input.clear();
    } finally {
      parsing = false;
    }
    input.trim();
  }

  private boolean step(ByteBuf in) {
    return switch (next) {
      case HEAD -> head(in);
      case FIXED -> fixed(in);
      case CHUNKED -> chunk(in);
      case UNTIL_CLOSE, TUNNEL -> {
        feed(in, in.readableBytes());
        yield true;
      }
      case HELD -> false;
      case DROPPED -> {
        input.clear();
        owner.dropped();
        yield false;
      }
    };
  }

  private boolean head(ByteBuf in) {
    int length = scan.worthParsing(in);
    if (length == 0) {
      return false;
    }
    byte[] bytes = loop.scratch(maxHead);
    in.getBytes(in.readerIndex(), bytes, 0, length);
    int end = owner.parseHead(bytes, length);
    if (end > 0) {
      headBytes = end;
      scan.restart();
      in.skipBytes(end);
      owner.headRead();
      return true;
    }
    if (end < 0 || length == maxHead) {
      owner.headRefused(end == 0);
      return true;
    }
    owner.headIncomplete();
    return false;
  }

  private boolean fixed(ByteBuf in) {
    int length = (int) Math.min(remaining, in.readableBytes());
    remaining -= length;
    feed(in, length);
    if (remaining == 0 && next == Next.FIXED) {
      end(null);
    }
    return true;
  }

  private boolean chunk(ByteBuf in) {
    ChunkDecoder decoder = chunks;
    if (decoder == null) {
      throw new IllegalStateException(
          "chunks: none (expected: a decoder while content is chunked)");
    }
    int content = decoder.next(in, loop.scratch(ChunkDecoder.SCRATCH));
    if (content > 0) {
      feed(in, content);
      return true;
    }
    if (content == ChunkDecoder.END) {
      chunks = null;
      end(decoder.trailers());
      return true;
    }
    if (content != ChunkDecoder.MORE) {
      chunks = null;
      owner.contentBroken(content);
      return true;
    }
    return false;
  }

  private void feed(ByteBuf in, int length) {
    FedBody body = incoming;
    if (body == null) {
      in.skipBytes(length);
      return;
    }
    ByteBuf piece = input.take(length);
    owner.contentRead(length);
    body.offer(piece);
  }

  /** The content ends here, {@code trailers} with it. */
  void end(@Nullable Headers trailers) {
    FedBody body = incoming;
    next = Next.HELD;
    incoming = null;
    owner.contentEnded(); // before the body's reader hears it, and perhaps ends the exchange
    if (body != null) {
      body.complete(trailers);
    }
  }
}
