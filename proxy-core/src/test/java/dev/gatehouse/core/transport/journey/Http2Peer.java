package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.transport.journey.Message.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** An HTTP/2 client or backend: reads strictly, and sends what it is told, sense or none. */
final class Http2Peer implements Peer.Client, Peer.Backend {
  private static final long CANCEL = 8;
  private static final long LARGEST_HEAD = 1 << 20;

  /** Bytes at a time where all is sent in pieces: Netty reads the frames, so that matters less. */
  private static final int FEW = 7;

  private final WireChannel channel;
  private final int atMost;
  private final boolean server;
  private final Runnable turn;
  private final EmbeddedChannel encoder = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter();
  private final DefaultHttp2FrameReader reader =
      new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(false, LARGEST_HEAD));
  private final ByteBuf inbox = Unpooled.buffer();
  private final Map<Integer, Stream> streams = new TreeMap<>();
  private boolean prefaceToCome;
  private int sent;

  Http2Peer(WireChannel channel, boolean single, boolean server, Runnable turn) {
    this.channel = channel;
    this.atMost = single ? FEW : Integer.MAX_VALUE;
    this.server = server;
    this.turn = turn;
    this.prefaceToCome = server;
  }

  /** Begins the connection. A backend does so by itself once it is spoken to. */
  void greet() {
    if (!server) {
      ctx().write(Http2CodecUtil.connectionPrefaceBuf());
    }
    writer.writeSettings(ctx(), new Http2Settings(), encoder.newPromise());
    pass();
  }

  private void raw(ByteBuf bytes) {
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    bytes.release();
    channel.send(text, atMost, turn);
  }

  @Override
  public WireChannel channel() {
    return channel;
  }

  @Override
  public boolean touched() {
    return !streams.isEmpty();
  }

  @Override
  public void send(Draft request) {
    int streamId = 2 * sent++ + 1;
    streams.put(streamId, new Stream());
    List<String> head = new ArrayList<>();
    pseudo(head, request, ":method", request.word(0));
    pseudo(head, request, ":scheme", "http");
    if (!request.has("host")) {
      pseudo(head, request, ":authority", "a.test");
    }
    pseudo(head, request, ":path", request.word(1));
    message(streamId, head, request);
  }

  @Override
  public void answer(int index, Draft answer) {
    int streamId = new ArrayList<>(streams.keySet()).get(index);
    List<String> head = new ArrayList<>();
    pseudo(head, answer, ":status", answer.start);
    message(streamId, head, answer);
  }

  private static void pseudo(List<String> head, Draft draft, String name, String value) {
    boolean replaced = draft.fields.stream().anyMatch(field -> field.startsWith(name + ":"));
    if (!replaced) {
      head.add(name + ": " + value);
    }
  }

  private void message(int streamId, List<String> head, Draft draft) {
    head.addAll(draft.fields);
    boolean complete = draft.end == Draft.End.COMPLETE && !draft.start.startsWith("1");
    boolean content = !draft.pieces.isEmpty() || !draft.trailers.isEmpty();
    headers(streamId, head, complete && !content);
    for (int i = 0; i < draft.pieces.size(); i++) {
      boolean last = complete && i == draft.pieces.size() - 1 && draft.trailers.isEmpty();
      ByteBuf data = Unpooled.copiedBuffer(draft.pieces.get(i), StandardCharsets.ISO_8859_1);
      writer.writeData(ctx(), streamId, data, 0, last, encoder.newPromise());
      pass();
    }
    if (complete && !draft.trailers.isEmpty()) {
      headers(streamId, draft.trailers, true);
    }
    end(streamId, draft.end);
  }

  private void end(int streamId, Draft.End end) {
    if (end == Draft.End.CLOSE) {
      channel.close();
    } else if (end == Draft.End.RESET) {
      writer.writeRstStream(ctx(), streamId, CANCEL, encoder.newPromise());
      pass();
    }
    turn.run();
  }

  /** Literal fields without indexing (RFC 7541 §6.2.2), so that any octets can be sent. */
  private void headers(int streamId, List<String> fields, boolean end) {
    ByteBuf block = Unpooled.buffer();
    for (String field : fields) {
      int colon = Math.max(field.indexOf(": ", 1), field.indexOf(':', 1));
      literal(block.writeByte(0), field.substring(0, colon));
      literal(block, field.substring(Math.min(field.length(), colon + 2)));
    }
    int type = 1;
    int flags = end ? 1 : 0;
    do {
      int length = Math.min(block.readableBytes(), 16_384);
      int last = length == block.readableBytes() ? 4 : 0;
      ByteBuf frame = Unpooled.buffer();
      frame.writeMedium(length).writeByte(type).writeByte(flags | last).writeInt(streamId);
      raw(frame.writeBytes(block, length));
      type = 9;
      flags = 0;
    } while (block.isReadable());
    block.release();
  }

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

  @Override
  public List<Message> answers(int index) {
    return messages().get(index);
  }

  @Override
  public boolean refusedStream(int index) {
    return new ArrayList<>(streams.values()).get(index).reset;
  }

  @Override
  public List<Message> requests() {
    List<Message> requests = new ArrayList<>();
    messages().forEach(of -> requests.addAll(of));
    return requests;
  }

  private List<List<Message>> messages() {
    List<List<Message>> all = new ArrayList<>();
    streams.values().forEach(stream -> all.add(stream.messages()));
    return all;
  }

  @Override
  public boolean receive() {
    String more = channel.written();
    inbox.writeBytes(more.getBytes(StandardCharsets.ISO_8859_1));
    if (prefaceToCome && inbox.isReadable()) {
      prefaceToCome = false;
      greet();
      inbox.skipBytes(Http2CodecUtil.connectionPrefaceBuf().readableBytes());
    }
    try {
      reader.readFrame(ctx(), inbox, new Listener());
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
    inbox.discardReadBytes();
    pass();
    return !more.isEmpty();
  }

  private void pass() {
    encoder.flush();
    StringBuilder bytes = new StringBuilder();
    for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
      bytes.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }
    channel.send(bytes.toString(), atMost, turn);
  }

  private ChannelHandlerContext ctx() {
    return encoder.pipeline().firstContext();
  }

  /** Lets go of what the peer itself holds. */
  void release() {
    encoder.finishAndReleaseAll();
    inbox.release();
    reader.close();
    writer.close();
  }

  /** What has arrived of one stream. */
  private final class Stream {
    private final List<List<String>> sections = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private boolean ended;
    private boolean reset;

    List<Message> messages() {
      List<Message> messages = new ArrayList<>();
      for (int i = 0; i < sections.size(); i++) {
        List<String> section = sections.get(i);
        String start = start(section);
        if (start.isEmpty()) {
          assertThat(i).as("a section without a start").isEqualTo(sections.size() - 1);
          break;
        }
        boolean interim = start.length() == 3 && start.startsWith("1");
        boolean trailing = !interim && i == sections.size() - 2;
        State state =
            ended || interim ? State.COMPLETE : reset || !channel.isOpen() ? State.CUT : State.OPEN;
        messages.add(
            new Message(
                start,
                plain(section),
                interim ? "" : content.toString(),
                trailing ? sections.getLast() : List.of(),
                state));
        if (trailing) {
          break;
        }
      }
      return messages;
    }

    private static String start(List<String> section) {
      String status = Message.value(section, ":status");
      String method = Message.value(section, ":method");
      return status != null
          ? status
          : method == null ? "" : method + " " + Message.value(section, ":path");
    }

    private static List<String> plain(List<String> section) {
      List<String> fields = new ArrayList<>();
      for (String field : section) {
        if (field.startsWith(":authority: ")) {
          fields.add("host: " + field.substring(12));
        } else if (!field.startsWith(":")) {
          fields.add(field);
        }
      }
      return fields;
    }
  }

  private final class Listener extends Http2FrameAdapter {
    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end) {
      Stream stream = Objects.requireNonNull(streams.get(streamId));
      assertThat(stream.ended).as("DATA behind the end of stream %s", streamId).isFalse();
      stream.content.append(data.toString(StandardCharsets.ISO_8859_1));
      stream.ended = end;
      int bytes = data.readableBytes() + padding;
      if (bytes > 0) {
        writer.writeWindowUpdate(ctx, 0, bytes, encoder.newPromise());
        if (!end) {
          writer.writeWindowUpdate(ctx, streamId, bytes, encoder.newPromise());
        }
      }
      return bytes;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end) {
      Stream stream = streams.computeIfAbsent(streamId, _ -> new Stream());
      assertThat(stream.ended).as("HEADERS behind the end of stream %s", streamId).isFalse();
      List<String> section = new ArrayList<>();
      headers.forEach(field -> section.add(field.getKey() + ": " + field.getValue()));
      boolean first = stream.sections.isEmpty();
      assertThat(first || !server || end).as("a section in the middle of a request").isTrue();
      stream.sections.add(section);
      stream.ended = end;
      check(section);
    }

    /** What RFC 9113 §8.2 asks of every field. */
    private static void check(List<String> section) {
      boolean regular = false;
      for (String field : section) {
        String name = Message.name(field);
        assertThat(field)
            .matches(
                ":?[!#$%&'*+.^_`|~0-9a-z-]+: ([!-~\\x80-\\xff]([\\t"
                    + " -~\\x80-\\xff]*[!-~\\x80-\\xff])?)?");
        assertThat(name)
            .isNotIn(
                "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");
        assertThat(regular && name.startsWith(":")).as(field).isFalse();
        regular |= !name.startsWith(":");
      }
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
      Stream stream = streams.get(streamId);
      if (stream != null) {
        stream.reset = true;
      }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      writer.writeSettingsAck(ctx, encoder.newPromise());
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) {
      writer.writePing(ctx, true, data, encoder.newPromise());
    }
  }
}
