package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.exchange.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a client, each counted by a {@link FrameMeter} before it is read: also those that
 * the codec drops without a word to anyone.
 */
final class MeteredReader implements Http2FrameReader {
  private static final int HEAD = Http2CodecUtil.FRAME_HEADER_LENGTH;

  private final Http2FrameReader reader;
  private final FrameMeter meter;
  private boolean stopped;

  MeteredReader(Http2FrameReader reader, FrameMeter meter) {
    this.reader = reader;
    this.meter = meter;
  }

  /** Whatever else arrives is dropped unread. */
  void stop() {
    stopped = true;
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf in, Http2FrameListener listener)
      throws Http2Exception {
    while (!stopped && in.readableBytes() >= HEAD) {
      int at = in.readerIndex();
      int length = in.getUnsignedMedium(at);
      if (length > configuration().frameSizePolicy().maxFrameSize()) {
        reader.readFrame(ctx, in, listener); // which refuses it
        return;
      }
      if (in.readableBytes() - HEAD < length) {
        return;
      }
      count(in, at, length);
      readOne(ctx, in, at + HEAD + length, listener);
    }
    if (stopped) {
      in.skipBytes(in.readableBytes());
    }
  }

  private void count(ByteBuf in, int at, int length) throws Flood {
    int type = in.getUnsignedByte(at + 3);
    int flags = in.getUnsignedByte(at + 4);
    boolean padded = type == Http2FrameTypes.DATA && (flags & Http2Flags.PADDED) != 0 && length > 0;
    int padding = padded ? 1 + in.getUnsignedByte(at + HEAD) : 0;
    @Nullable Ending flood = meter.arrived(type, flags, length, padding);
    if (flood != null) {
      stop();
      in.skipBytes(in.readableBytes());
      throw new Flood(flood);
    }
  }

  /** Reads the frame that goes to {@code end}, and nothing behind it. */
  private void readOne(ChannelHandlerContext ctx, ByteBuf in, int end, Http2FrameListener listener)
      throws Http2Exception {
    int arrived = in.writerIndex();
    in.writerIndex(end);
    try {
      reader.readFrame(ctx, in, listener);
    } finally {
      in.writerIndex(arrived);
    }
  }

  @Override
  public Configuration configuration() {
    return reader.configuration();
  }

  @Override
  public void close() {
    reader.close();
  }
}
