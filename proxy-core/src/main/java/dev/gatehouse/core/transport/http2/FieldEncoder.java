package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.http.Latin1;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * The compressor of one connection (RFC 7541): lays a {@link FieldView} out in the loop's scratch
 * array, by strings as they are, where Netty's compares and hashes them character by character.
 *
 * <p>What the view calls a literal is never put into a table. Texts are not Huffman-coded: what
 * repeats is an index, and what does not is short or costs more to code than to send.
 *
 * <p>Confined to its event loop.
 */
final class FieldEncoder implements Http2HeadersEncoder, Http2HeadersEncoder.Configuration {
  private static final int INDEXED = 0x80;
  private static final int REMEMBERED = 0x40;
  private static final int TABLE_SIZE = 0x20;
  private static final int NEVER_INDEXED = 0x10;

  /**
   * Bytes for indexes and lengths of a line, and for changes of the table's size before the first.
   */
  private static final int LINE_ROOM = 16;

  private final Loop loop;
  private final DynamicTable table = new DynamicTable();
  private long allowed = DynamicTable.MOST;
  private long listSize = Http2CodecUtil.MAX_HEADER_LIST_SIZE;
  private boolean resized;
  private byte[] out = {};
  private int at;

  FieldEncoder(Loop loop) {
    this.loop = loop;
  }

  @Override
  public void encodeHeaders(int streamId, Http2Headers headers, ByteBuf buffer) {
    encode((FieldView) headers, buffer);
  }

  private void encode(FieldView fields, ByteBuf buffer) {
    out = loop.scratch(room(fields));
    at = 0;
    if (resized) {
      sayTableSize();
    }
    int size = fields.size();
    for (int i = 0; i < size; i++) {
      if (!fields.isMisplaced(i)) {
        line(fields.name(i), fields.value(i), fields.isLiteral(i));
      }
    }
    buffer.writeBytes(out, 0, at);
  }

  private static int room(FieldView fields) {
    int room = LINE_ROOM;
    int size = fields.size();
    for (int i = 0; i < size; i++) {
      room += fields.name(i).length() + fields.value(i).length() + LINE_ROOM;
    }
    return room;
  }

  private void line(String name, String value, boolean literal) {
    int first = StaticTable.index(name);
    if (literal) {
      literal(NEVER_INDEXED, 4, nameIndex(first, name), name, value);
      return;
    }
    int known = StaticTable.index(first, name, value);
    if (known == StaticTable.NONE) {
      int index = table.index(name, value);
      known = index == DynamicTable.NONE ? 0 : StaticTable.SIZE + index;
    }
    if (known > 0) {
      number(INDEXED, 7, known);
    } else if (table.takes(name, value)) {
      literal(REMEMBERED, 6, nameIndex(first, name), name, value);
      table.add(name, value);
    } else {
      literal(0, 4, nameIndex(first, name), name, value);
    }
  }

  private int nameIndex(int first, String name) {
    if (first != StaticTable.NONE) {
      return first;
    }
    int index = table.index(name);
    return index == DynamicTable.NONE ? 0 : StaticTable.SIZE + index;
  }

  private void literal(int kind, int bits, int nameIndex, String name, String value) {
    number(kind, bits, nameIndex);
    if (nameIndex == 0) {
      text(name);
    }
    text(value);
  }

  private void text(String text) {
    number(0, 7, text.length());
    at = Latin1.copy(text, out, at);
  }

  /** RFC 7541 §5.1. */
  private void number(int kind, int bits, int value) {
    int most = (1 << bits) - 1;
    if (value < most) {
      out[at++] = (byte) (kind | value);
      return;
    }
    out[at++] = (byte) (kind | most);
    int rest = value - most;
    while (rest > 0x7f) {
      out[at++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
  }

  /**
   * RFC 7541 §4.2: the peer has to hear of the smallest size that it has set since the last
   * section, and of the last. One SETTINGS frame may set several, of which the codec tells only the
   * last: so both tables begin anew.
   */
  private void sayTableSize() {
    resized = false;
    number(TABLE_SIZE, 5, 0);
    if (table.capacity() > 0) {
      number(TABLE_SIZE, 5, table.capacity());
    }
  }

  @Override
  public Configuration configuration() {
    return this;
  }

  @Override
  public void maxHeaderTableSize(long max) throws Http2Exception {
    if (max < 0 || max > Http2CodecUtil.MAX_HEADER_TABLE_SIZE) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "HEADER_TABLE_SIZE out of bounds: %d", max);
    }
    allowed = max;
    table.resize(0);
    table.resize((int) Math.min(max, DynamicTable.MOST));
    resized = true;
  }

  @Override
  public long maxHeaderTableSize() {
    return allowed;
  }

  /** Sets what the peer says it takes; it is not held to: what backends send is passed on. */
  @Override
  public void maxHeaderListSize(long max) {
    listSize = max;
  }

  @Override
  public long maxHeaderListSize() {
    return listSize;
  }
}
