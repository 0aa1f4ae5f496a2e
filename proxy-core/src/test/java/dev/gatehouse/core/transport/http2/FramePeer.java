package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The other end of a connection under test, frame by frame: what it sends need not make sense, what
 * it receives is kept as text. Time is turned by hand.
 */
final class FramePeer implements AutoCloseable {
  final ManualClock clock = new ManualClock();
  final EmbeddedChannel channel = new EmbeddedChannel();
  final Loop loop = new Loop(channel.eventLoop(), 0, clock);

  /** Everything received: {@code HEADERS 1 end :status=200 ...}, {@code DATA 1 5}, ... */
  final List<String> received = new ArrayList<>();

  final StringBuilder content = new StringBuilder();

  private final EmbeddedChannel encoder = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter();
  private final DefaultHttp2FrameReader reader = new DefaultHttp2FrameReader(false);
  private final ByteBuf inbox = Unpooled.buffer();
  private boolean prefaceToCome;

  /** The peer of a client: it expects the client's preface first. */
  FramePeer expectingPreface() {
    prefaceToCome = true;
    return this;
  }

  /** Reads no more of what the other end sends: it piles up there. */
  FramePeer stopReading() {
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext ctx) {}
            });
    return this;
  }

  FramePeer preface() {
    raw(Http2CodecUtil.connectionPrefaceBuf());
    return settings(new Http2Settings());
  }

  FramePeer settings(Http2Settings settings) {
    writer.writeSettings(ctx(), settings, encoder.newPromise());
    return pass();
  }

  /** Sends HEADERS; {@code fields} are names and values by turns. */
  FramePeer headers(int streamId, boolean end, String... fields) {
    ByteBuf block = Unpooled.buffer();
    for (int i = 0; i < fields.length; i += 2) {
      literal(block.writeByte(0), fields[i]); // without indexing, new name: whatever it is
      literal(block, fields[i + 1]);
    }
    byte type = Http2FrameTypes.HEADERS;
    int flags = end ? Http2Flags.END_STREAM : 0;
    do {
      byte[] part = new byte[Math.min(block.readableBytes(), 16_384)];
      block.readBytes(part);
      frame(type, streamId, block.isReadable() ? flags : flags | Http2Flags.END_HEADERS, part);
      type = Http2FrameTypes.CONTINUATION;
      flags = 0;
    } while (block.isReadable());
    block.release();
    return this;
  }

  /** RFC 7541 §5.2, without Huffman code. */
  private static void literal(ByteBuf block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.writeByte(bytes.length);
    } else {
      block.writeByte(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.writeByte((rest & 127) | 128);
      }
      block.writeByte(rest);
    }
    block.writeBytes(bytes);
  }

  /** Sends a GET for {@code path} without content. */
  FramePeer get(int streamId, String path) {
    return headers(
        streamId, true, ":method", "GET", ":scheme", "http", ":path", path, ":authority", "a.test");
  }

  /** Sends the head of a POST. */
  FramePeer post(int streamId, String path, String... more) {
    String[] fields = new String[8 + more.length];
    System.arraycopy(
        new String[] {":method", "POST", ":scheme", "http", ":path", path, ":authority", "a.test"},
        0,
        fields,
        0,
        8);
    System.arraycopy(more, 0, fields, 8, more.length);
    return headers(streamId, false, fields);
  }

  FramePeer data(int streamId, String text, boolean end) {
    return data(streamId, Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), end);
  }

  FramePeer data(int streamId, ByteBuf data, boolean end) {
    writer.writeData(ctx(), streamId, data, 0, end, encoder.newPromise());
    return pass();
  }

  FramePeer reset(int streamId, long code) {
    writer.writeRstStream(ctx(), streamId, code, encoder.newPromise());
    return pass();
  }

  FramePeer windowUpdate(int streamId, int increment) {
    writer.writeWindowUpdate(ctx(), streamId, increment, encoder.newPromise());
    return pass();
  }

  FramePeer ping(boolean ack, long data) {
    writer.writePing(ctx(), ack, data, encoder.newPromise());
    return pass();
  }

  FramePeer goAway(int lastStreamId, long code) {
    writer.writeGoAway(ctx(), lastStreamId, code, Unpooled.EMPTY_BUFFER, encoder.newPromise());
    return pass();
  }

  FramePeer frame(byte type, int streamId, int flags, byte[] payload) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(streamId);
    return raw(frame.writeBytes(payload));
  }

  FramePeer raw(ByteBuf bytes) {
    channel.writeInbound(bytes);
    return turn();
  }

  /** Lets the loop finish its turn, and reads what came. */
  FramePeer turn() {
    channel.runPendingTasks();
    receive();
    return this;
  }

  /** Lets time pass in ticks. */
  FramePeer advance(Duration by) {
    long ticks = Math.max(1, by.toMillis() / 100);
    for (long i = 0; i < ticks; i++) {
      clock.advance(by.dividedBy(ticks));
      loop.deadlines().sweep(clock.nanos());
      channel.runPendingTasks();
    }
    receive();
    return this;
  }

  /** What was received and starts with {@code prefix}. */
  List<String> received(String prefix) {
    return received.stream().filter(line -> line.startsWith(prefix)).toList();
  }

  private FramePeer pass() {
    encoder.flush();
    for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
      if (channel.isActive()) {
        channel.writeInbound(part);
      } else {
        part.release();
      }
    }
    return turn();
  }

  private void receive() {
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      inbox.writeBytes(part);
      part.release();
    }
    if (prefaceToCome && inbox.isReadable()) {
      prefaceToCome = false;
      inbox.skipBytes(Http2CodecUtil.connectionPrefaceBuf().readableBytes());
    }
    try {
      reader.readFrame(ctx(), inbox, new Recorder());
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
    inbox.discardReadBytes();
  }

  private ChannelHandlerContext ctx() {
    return encoder.pipeline().firstContext();
  }

  @Override
  public void close() {
    channel.close();
    turn();
    channel.finishAndReleaseAll();
    encoder.finishAndReleaseAll();
    inbox.release();
    reader.close();
    writer.close();
  }

  private final class Recorder extends Http2FrameAdapter {
    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end) {
      received.add("DATA " + streamId + (end ? " end " : " ") + data.readableBytes());
      content.append(data.toString(StandardCharsets.ISO_8859_1));
      return data.readableBytes() + padding;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end) {
      StringBuilder line = new StringBuilder("HEADERS " + streamId + (end ? " end" : ""));
      for (Map.Entry<CharSequence, CharSequence> field : headers) {
        line.append(' ').append(field.getKey()).append('=').append(field.getValue());
      }
      received.add(line.toString());
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end) {
      onHeadersRead(ctx, streamId, headers, padding, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long code) {
      received.add("RST_STREAM " + streamId + " " + code);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      received.add("SETTINGS " + settings);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) {
      received.add("PING " + data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
      received.add("PING ack " + data);
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext ctx, int lastStreamId, long code, ByteBuf debugData) {
      received.add("GOAWAY " + lastStreamId + " " + code);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) {
      received.add("WINDOW_UPDATE " + streamId + " " + increment);
    }

    @Override
    public void onUnknownFrame(
        ChannelHandlerContext ctx, byte type, int streamId, Http2Flags flags, ByteBuf payload) {
      received.add("FRAME " + type + " " + streamId);
    }
  }

  static final byte PRIORITY = Http2FrameTypes.PRIORITY;
}
