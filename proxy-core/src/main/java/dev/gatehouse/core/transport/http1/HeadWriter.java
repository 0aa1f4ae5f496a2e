package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Latin1;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The writer of HTTP/1 heads: builds one in the loop's scratch array and copies it to a buffer of
 * its size. Framing fields are written by {@link #framing} only; those in the header section are
 * left out.
 */
final class HeadWriter {
  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[] SEPARATOR = ascii(": ");
  private static final byte[] VERSION_LINE_END = ascii(" HTTP/1.1\r\n");
  private static final byte[] HOST = ascii("host: ");
  private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] TE = ascii("connection: te\r\n");
  private static final byte[] UPGRADE = ascii("connection: upgrade\r\n");
  private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");

  /** Room for the first line's fixed parts, framing and connection fields, and the empty line. */
  private static final int FIXED_ROOM = 320;

  private final Loop loop;
  private byte[] out = CRLF;
  private int at;

  HeadWriter(Loop loop) {
    this.loop = loop;
  }

  /** Begins a response head. */
  HeadWriter status(int status, Headers headers) {
    out = loop.scratch(room(headers));
    at = 0;
    return bytes(StatusLines.of(status));
  }

  /** Begins a request head. {@code query} is null if there is none. */
  HeadWriter request(
      String method, String path, @Nullable String query, String authority, Headers headers) {
    int line =
        method.length()
            + path.length()
            + (query == null ? 0 : query.length() + 1)
            + authority.length();
    out = loop.scratch(room(headers) + line);
    at = Latin1.copy(method, out, 0);
    out[at++] = ' ';
    at = Latin1.copy(path, out, at);
    if (query != null) {
      out[at++] = '?';
      at = Latin1.copy(query, out, at);
    }
    bytes(VERSION_LINE_END);
    bytes(HOST);
    at = Latin1.copy(authority, out, at);
    return bytes(CRLF);
  }

  /**
   * Writes the fields except those of framing and connection; if {@code withLength} also
   * Content-Length, once.
   */
  HeadWriter fields(Headers headers, boolean withLength) {
    boolean lengthDue = withLength;
    int size = headers.size();
    for (int i = 0; i < size; i++) {
      String name = headers.name(i);
      if (name.equals(HeaderNames.CONTENT_LENGTH)) {
        if (!lengthDue) {
          continue;
        }
        lengthDue = false;
      } else if (isConnectionField(name)) {
        continue;
      }
      at = Latin1.copy(name, out, at);
      bytes(SEPARATOR);
      at = Latin1.copy(headers.value(i), out, at);
      bytes(CRLF);
    }
    return this;
  }

  /**
   * Writes how the content is framed: a length, or {@link Framing#CHUNKED}; nothing for {@link
   * Framing#UNTIL_CLOSE}.
   */
  HeadWriter framing(long framing) {
    if (framing >= 0) {
      bytes(CONTENT_LENGTH);
      number(framing);
      return bytes(CRLF);
    }
    return framing == Framing.CHUNKED ? bytes(CHUNKED) : this;
  }

  HeadWriter close() {
    return bytes(CLOSE);
  }

  HeadWriter keepAlive() {
    return bytes(KEEP_ALIVE);
  }

  /** Says that TE is meant for the next recipient only (RFC 9110 §10.1.4). */
  HeadWriter te() {
    return bytes(TE);
  }

  /** Says that the field Upgrade is meant for the next recipient only (RFC 9110 §7.8). */
  HeadWriter upgrade() {
    return bytes(UPGRADE);
  }

  /** Hands the connection over to {@code protocol}, or asks for it. */
  HeadWriter upgrade(String protocol) {
    return bytes(UPGRADE).field(HeaderNames.UPGRADE, protocol);
  }

  /** Writes one more field, of a name and value of the proxy's own. */
  HeadWriter field(String name, String value) {
    at = Latin1.copy(name, out, at);
    bytes(SEPARATOR);
    at = Latin1.copy(value, out, at);
    return bytes(CRLF);
  }

  /** Ends the head and returns it, owned by the caller. */
  ByteBuf end(ByteBufAllocator allocator) {
    return end(allocator, 0);
  }

  /** Likewise, in a buffer with {@code room} bytes behind it. */
  ByteBuf end(ByteBufAllocator allocator, int room) {
    bytes(CRLF);
    return allocator.directBuffer(at + room).writeBytes(out, 0, at);
  }

  /** The last chunk with its trailer section; {@code first} if no chunk went before it. */
  ByteBuf lastChunk(ByteBufAllocator allocator, boolean first, @Nullable Headers trailers) {
    out = loop.scratch(trailers == null ? FIXED_ROOM : room(trailers));
    at = 0;
    if (!first) {
      bytes(CRLF);
    }
    out[at++] = '0';
    bytes(CRLF);
    if (trailers != null) {
      fields(trailers, false);
    }
    return end(allocator);
  }

  private static int room(Headers headers) {
    int room = FIXED_ROOM;
    for (int i = headers.size() - 1; i >= 0; i--) {
      room += headers.name(i).length() + headers.value(i).length() + 4;
    }
    return room;
  }

  private static boolean isConnectionField(String name) {
    return name.equals(HeaderNames.CONNECTION)
        || name.equals(HeaderNames.TRANSFER_ENCODING)
        || name.equals(HeaderNames.HOST);
  }

  private HeadWriter bytes(byte[] text) {
    System.arraycopy(text, 0, out, at, text.length);
    at += text.length;
    return this;
  }

  private void number(long value) {
    int digits = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    at += digits;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
