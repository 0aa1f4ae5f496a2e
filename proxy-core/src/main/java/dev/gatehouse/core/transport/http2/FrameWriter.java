package dev.gatehouse.core.transport.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameSizePolicy;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection on their way out: laid one behind the other into a buffer, whichever
 * stream they belong to, until the connection flushes. Only large pieces of content stay buffers of
 * their own.
 *
 * <p>A frame counts as sent once it is laid out, and its promise is completed then: what becomes of
 * the bytes is the connection's affair, not the stream's.
 */
final class FrameWriter
    implements Http2FrameWriter, Http2FrameWriter.Configuration, Http2FrameSizePolicy {
  /** Content up to this size is copied: cheaper than one more entry in each queue below. */
  private static final int COPIED = 4 * 1024;

  /** A buffer that has grown to this is handed on, so that the channel can say it is full. */
  private static final int HAND_OVER = 32 * 1024;

  /** How many of the streams that were reset are remembered. */
  private static final int RECENT = 128;

  private static final int SMALLEST = 512;
  private static final int FRAME_HEAD = Http2CodecUtil.FRAME_HEADER_LENGTH;

  private final Http2HeadersEncoder compressor;
  private final Runnable dirty;
  private @Nullable ByteBuf buffer;
  private int sizeGuess = SMALLEST;
  private int maxFrameSize = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;
  private final int[] resets = new int[RECENT];
  private int resetCount;
  private int answers;
  private int handOvers;
  private @Nullable ByteBuf nowhere;

  /**
   * @param dirty run whenever something is laid out; has to see to a flush
   */
  FrameWriter(Http2HeadersEncoder compressor, Runnable dirty) {
    this.compressor = compressor;
    this.dirty = dirty;
  }

  /** Passes what has been laid out on to the channel. */
  void handOver(ChannelHandlerContext ctx) {
    ByteBuf full = buffer;
    if (full != null) {
      buffer = null;
      handOvers++;
      int size = full.readableBytes();
      sizeGuess =
          Math.max(SMALLEST, Math.min(HAND_OVER, Math.max(size, sizeGuess - sizeGuess / 8)));
      ctx.write(full, ctx.voidPromise());
    }
  }

  /**
   * How often something was passed on: what was laid out since the last time is not on the wire.
   */
  int handOvers() {
    return handOvers;
  }

  /**
   * How many frames that only answer the peer's were laid out since the last call: a peer that
   * causes them and does not read them makes the proxy keep them.
   */
  int takeAnswers() {
    int taken = answers;
    answers = 0;
    return taken;
  }

  /**
   * Says whether {@code streamId} was reset not long ago: the peer may not know yet, what it still
   * sends on the stream is no fault (RFC 9113 §5.1).
   */
  boolean recentlyReset(int streamId) {
    for (int id : resets) {
      if (id == streamId) {
        return true;
      }
    }
    return false;
  }

  /** Begins a DATA frame; the caller adds {@code length} bytes by {@link #content}. */
  void beginData(ChannelHandlerContext ctx, int streamId, int length, boolean endOfStream) {
    head(ctx, length, Http2FrameTypes.DATA, endOfStream ? Http2Flags.END_STREAM : 0, streamId);
  }

  /** Adds the next {@code length} bytes of {@code piece} to the frame that was begun. */
  void content(ChannelHandlerContext ctx, ByteBuf piece, int length) {
    if (length <= COPIED) {
      room(ctx, length).writeBytes(piece, length);
    } else {
      handOver(ctx);
      ctx.write(piece.readRetainedSlice(length), ctx.voidPromise());
    }
  }

  @Override
  public ChannelFuture writeData(
      ChannelHandlerContext ctx,
      int streamId,
      ByteBuf data,
      int padding,
      boolean endStream,
      ChannelPromise promise) {
    try {
      int left = data.readableBytes();
      do {
        int length = Math.min(left, maxFrameSize);
        left -= length;
        beginData(ctx, streamId, length, endStream && left == 0);
        content(ctx, data, length);
      } while (left > 0);
    } finally {
      data.release();
    }
    return sent(promise);
  }

  @Override
  public ChannelFuture writeHeaders(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endStream,
      ChannelPromise promise) {
    ByteBuf out = room(ctx, 256);
    int start = out.writerIndex();
    out.writeZero(FRAME_HEAD);
    try {
      compressor.encodeHeaders(streamId, headers, out);
    } catch (Http2Exception e) {
      out.writerIndex(start);
      return ctx.newFailedFuture(e);
    }
    int length = out.writerIndex() - start - FRAME_HEAD;
    int end = endStream ? Http2Flags.END_STREAM : 0;
    if (length <= maxFrameSize) {
      setHead(out, start, length, Http2FrameTypes.HEADERS, end | Http2Flags.END_HEADERS, streamId);
    } else {
      split(ctx, out, start, end, streamId);
    }
    dirty.run();
    return sent(promise);
  }

  /** Makes HEADERS and CONTINUATION frames of a field block that is too long for one. */
  private void split(ChannelHandlerContext ctx, ByteBuf out, int start, int end, int streamId) {
    int from = start + FRAME_HEAD;
    ByteBuf block = out.copy(from, out.writerIndex() - from);
    try {
      out.writerIndex(start);
      byte type = Http2FrameTypes.HEADERS;
      int flags = end;
      while (block.isReadable()) {
        int length = Math.min(block.readableBytes(), maxFrameSize);
        boolean last = length == block.readableBytes();
        head(ctx, length, type, last ? flags | Http2Flags.END_HEADERS : flags, streamId);
        room(ctx, length).writeBytes(block, length);
        type = Http2FrameTypes.CONTINUATION;
        flags = 0;
      }
    } finally {
      block.release();
    }
  }

  @Override
  public ChannelFuture writeHeaders(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endStream,
      ChannelPromise promise) {
    return writeHeaders(ctx, streamId, headers, padding, endStream, promise);
  }

  @Override
  public ChannelFuture writePriority(
      ChannelHandlerContext ctx,
      int streamId,
      int streamDependency,
      short weight,
      boolean exclusive,
      ChannelPromise promise) {
    throw new UnsupportedOperationException("priorities are not sent (RFC 9113 section 5.3.2)");
  }

  @Override
  public ChannelFuture writeRstStream(
      ChannelHandlerContext ctx, int streamId, long errorCode, ChannelPromise promise) {
    head(ctx, 4, Http2FrameTypes.RST_STREAM, 0, streamId).writeInt((int) errorCode);
    resets[resetCount++ & (RECENT - 1)] = streamId;
    answers++;
    return sent(promise);
  }

  @Override
  public ChannelFuture writeSettings(
      ChannelHandlerContext ctx, Http2Settings settings, ChannelPromise promise) {
    int length = settings.size() * Http2CodecUtil.SETTING_ENTRY_LENGTH;
    ByteBuf out = head(ctx, length, Http2FrameTypes.SETTINGS, 0, 0);
    settings.forEach((id, value) -> out.writeShort(id).writeInt(value.intValue()));
    return sent(promise);
  }

  @Override
  public ChannelFuture writeSettingsAck(ChannelHandlerContext ctx, ChannelPromise promise) {
    head(ctx, 0, Http2FrameTypes.SETTINGS, Http2Flags.ACK, 0);
    answers++;
    return sent(promise);
  }

  @Override
  public ChannelFuture writePing(
      ChannelHandlerContext ctx, boolean ack, long data, ChannelPromise promise) {
    head(
            ctx,
            Http2CodecUtil.PING_FRAME_PAYLOAD_LENGTH,
            Http2FrameTypes.PING,
            ack ? Http2Flags.ACK : 0,
            0)
        .writeLong(data);
    answers++;
    return sent(promise);
  }

  @Override
  public ChannelFuture writePushPromise(
      ChannelHandlerContext ctx,
      int streamId,
      int promisedStreamId,
      Http2Headers headers,
      int padding,
      ChannelPromise promise) {
    throw new UnsupportedOperationException("nothing is pushed");
  }

  @Override
  public ChannelFuture writeGoAway(
      ChannelHandlerContext ctx,
      int lastStreamId,
      long errorCode,
      ByteBuf debugData,
      ChannelPromise promise) {
    debugData.release();
    head(ctx, 8, Http2FrameTypes.GO_AWAY, 0, 0).writeInt(lastStreamId).writeInt((int) errorCode);
    return sent(promise);
  }

  @Override
  public ChannelFuture writeWindowUpdate(
      ChannelHandlerContext ctx, int streamId, int windowSizeIncrement, ChannelPromise promise) {
    head(ctx, 4, Http2FrameTypes.WINDOW_UPDATE, 0, streamId).writeInt(windowSizeIncrement);
    return sent(promise);
  }

  @Override
  public ChannelFuture writeFrame(
      ChannelHandlerContext ctx,
      byte frameType,
      int streamId,
      Http2Flags flags,
      ByteBuf payload,
      ChannelPromise promise) {
    throw new UnsupportedOperationException("extension frames are not sent");
  }

  @Override
  public Configuration configuration() {
    return this;
  }

  @Override
  public Http2HeadersEncoder.Configuration headersConfiguration() {
    return compressor.configuration();
  }

  @Override
  public Http2FrameSizePolicy frameSizePolicy() {
    return this;
  }

  @Override
  public void maxFrameSize(int max) throws Http2Exception {
    if (!Http2CodecUtil.isMaxFrameSizeValid(max)) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "MAX_FRAME_SIZE out of bounds: %d", max);
    }
    maxFrameSize = max;
  }

  @Override
  public int maxFrameSize() {
    return maxFrameSize;
  }

  /** What is laid out from here on goes nowhere. */
  @Override
  public void close() {
    ByteBuf rest = buffer;
    buffer = null;
    nowhere = Unpooled.buffer(COPIED);
    if (rest != null) {
      rest.release();
    }
  }

  /** The buffer with room for {@code bytes} more. */
  private ByteBuf room(ChannelHandlerContext ctx, int bytes) {
    if (nowhere != null) {
      return nowhere.clear();
    }
    ByteBuf present = buffer;
    if (present != null && present.readableBytes() + bytes > HAND_OVER) {
      handOver(ctx);
      present = null;
    }
    if (present == null) {
      present = ctx.alloc().ioBuffer(Math.max(bytes, sizeGuess));
      buffer = present;
    }
    return present;
  }

  private ByteBuf head(ChannelHandlerContext ctx, int length, byte type, int flags, int streamId) {
    ByteBuf out = room(ctx, FRAME_HEAD + Math.min(length, COPIED));
    int at = out.writerIndex();
    out.writeZero(FRAME_HEAD);
    setHead(out, at, length, type, flags, streamId);
    dirty.run();
    return out;
  }

  private static void setHead(ByteBuf out, int at, int length, byte type, int flags, int streamId) {
    out.setMedium(at, length);
    out.setByte(at + 3, type);
    out.setByte(at + 4, flags);
    out.setInt(at + 5, streamId);
  }

  private static ChannelFuture sent(ChannelPromise promise) {
    promise.trySuccess();
    return promise;
  }
}
