package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.transport.Flusher;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection, of either side: Netty's codec, with flushes gathered per turn of
 * the loop and with errors told to the {@link Role} before they are told to the peer.
 *
 * <p>Confined to its event loop.
 */
final class FramedConnection extends Http2ConnectionHandler implements Flusher.Flushable {
  /**
   * Bytes that may wait for a peer that does not read, beyond what makes the channel full. Content
   * does not get there: the flow controller holds it back from a full channel. Heads and control
   * frames do, and the streams of heads without content are over as soon as they are laid out, so
   * that no limit on streams bounds them.
   */
  private static final long UNREAD_BYTES = 1024 * 1024;

  /** How many unread answers to its own frames a peer may cause before it is cut off. */
  private static final int UNREAD_ANSWERS = 10_000;

  private final Loop loop;
  private final FrameWriter writer;
  private final Role role;
  private final int connectionWindow;
  private final OutputQueue listed = new OutputQueue();
  private @Nullable ChannelHandlerContext context;
  private @Nullable ChannelPromise done;
  private int unreadAnswers;
  private boolean unread;
  private boolean flushAsked;
  private boolean flushing;
  private boolean ready;
  private boolean broken;

  FramedConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      FrameWriter writer,
      Loop loop,
      Role role,
      int connectionWindow) {
    super(decoder, encoder, settings, true, true);
    this.writer = writer;
    this.loop = loop;
    this.role = role;
    this.connectionWindow = connectionWindow;
    gracefulShutdownTimeoutMillis(-1);
  }

  /** Puts the connection at the end of {@code pipeline}, whose channel is connected. */
  void install(ChannelPipeline pipeline) {
    pipeline.addLast(new FrameOutlet(writer), this);
  }

  Loop loop() {
    return loop;
  }

  long now() {
    return loop.clock().nanos();
  }

  FrameWriter writer() {
    return writer;
  }

  ChannelHandlerContext context() {
    ChannelHandlerContext present = context;
    if (present == null) {
      throw new IllegalStateException("connection: not installed");
    }
    return present;
  }

  boolean isActive() {
    return context != null && context.channel().isActive();
  }

  /** Sees to a flush at the end of the loop's turn. */
  void askFlush() {
    if (!flushAsked) {
      flushAsked = true;
      loop.flusher().later(this);
    }
  }

  @Override
  public void flushNow() {
    flushAsked = false;
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      flush(ctx);
    }
  }

  @Override
  public void flushFailed(Throwable failure) {
    fail(context(), failure);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (flushing) {
      super.flush(ctx); // only takes note
      return;
    }
    flushing = true;
    try {
      if (ctx.channel().isActive()) {
        super.flush(ctx);
      }
    } finally {
      flushing = false;
    }
    listed.tell();
    boundUnread(ctx);
  }

  /** Has {@code output} told of its progress after the next flush. */
  void list(StreamOutput output) {
    if (listed.add(output)) {
      askFlush();
    }
  }

  private void boundUnread(ChannelHandlerContext ctx) {
    int answers = writer.takeAnswers();
    if (ctx.channel().isWritable() || !ctx.channel().isActive()) { // closed: never writable again
      unreadAnswers = 0;
      return;
    }
    unreadAnswers += answers;
    if (!unread
        && (unreadAnswers > UNREAD_ANSWERS || ctx.channel().bytesBeforeWritable() > UNREAD_BYTES)) {
      unread = true;
      breakOff(new Flood(Ending.UNREAD));
    }
  }

  void flowControlled(Http2Stream stream, StreamOutput output) {
    encoder().flowController().addFlowControlled(stream, output);
    askFlush();
  }

  /** Sends a head; it ends the local side of the stream if {@code endOfStream}. */
  void writeHead(int streamId, FieldView fields, boolean endOfStream) {
    encoder().writeHeaders(context(), streamId, fields, 0, endOfStream, done());
    fields.end();
  }

  void writeTrailers(Http2Stream stream, Headers trailers) {
    FieldView fields = new FieldView().trailers(trailers);
    writer.writeHeaders(context(), stream.id(), fields, 0, true, done());
    stream.headersSent(false);
  }

  /** Notes that the end of the stream was sent. */
  void closeLocal(Http2Stream stream) {
    closeStreamLocal(stream, done());
  }

  void reset(Http2Stream stream, Http2Error error) {
    if (isActive()) {
      encoder().writeRstStream(context(), stream.id(), error.code(), context().newPromise());
    } else {
      stream.close();
    }
  }

  /** Gives back {@code bytes} of the windows that the peer sends {@code stream} within. */
  void consumed(Http2Stream stream, int bytes) {
    try {
      decoder().flowController().consumeBytes(stream, bytes);
    } catch (Http2Exception e) {
      onError(context(), true, e);
    }
  }

  /** Lets the peer have {@code bytes} more of {@code stream} under way. */
  void widen(Http2Stream stream, int bytes) {
    try {
      decoder().flowController().incrementWindowSize(stream, bytes);
    } catch (Http2Exception e) {
      onError(context(), true, e);
    }
  }

  /** Tells the peer that no stream beyond {@code lastStreamId} will be served. */
  void goAway(int lastStreamId, Http2Error error) {
    ChannelHandlerContext ctx = context();
    goAway(ctx, lastStreamId, error.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
  }

  void ping(long data) {
    encoder().writePing(context(), false, data, context().newPromise());
  }

  /** Ends the connection for what the peer did. */
  void breakOff(Http2Exception why) {
    if (!broken) {
      onError(context(), false, why);
    }
  }

  /** Bytes that wait for a peer that does not read; 0 while the channel takes more. */
  long stuckBytes() {
    return isActive() ? context().channel().bytesBeforeWritable() : 0;
  }

  void dataSent(int frames) {
    role.dataSent(frames);
  }

  void closeChannel() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.close();
    }
  }

  private ChannelPromise done() {
    ChannelPromise known = done;
    if (known == null) {
      known = context().newPromise();
      known.setSuccess();
      done = known;
    }
    return known;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
    begin(ctx);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx);
    begin(ctx);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (broken) {
      in.skipBytes(in.readableBytes());
    } else {
      role.heard();
      super.decode(ctx, in, out);
    }
  }

  private void begin(ChannelHandlerContext ctx) throws Http2Exception {
    if (ready || !ctx.channel().isActive()) {
      return;
    }
    ready = true;
    Http2Stream all = connection().connectionStream();
    int present = decoder().flowController().initialWindowSize(all);
    if (connectionWindow > present) {
      decoder().flowController().incrementWindowSize(all, connectionWindow - present);
    }
    connection().addListener(new Closings(role));
    role.ready();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    listed.tell();
    role.closed();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Not the superclass's way: it flushes here, one turn's flush is enough.
    discardSomeReadBytes();
    if (!ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, cause);
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof java.io.IOException || cause instanceof OutOfMemoryError) {
      // without a word: without memory there is none
      role.connectionBroken(Role.End.TRANSPORT, cause);
      ctx.close();
    } else {
      onError(ctx, false, cause);
    }
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    int id = error.streamId();
    Http2Stream stream = connection().stream(id);
    boolean late = stream == null && error.error() == Http2Error.STREAM_CLOSED;
    if (late && writer.recentlyReset(id)) {
      role.lateFrame();
      return;
    }
    if (role.streamBroken(stream, error)) {
      return;
    }
    if (stream != null || !outbound || connection().local().mayHaveCreatedStream(id)) {
      encoder().writeRstStream(ctx, id, error.error().code(), ctx.newPromise());
    }
  }

  /** The peer learns the code; what was seen stays here. */
  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    broken = true;
    role.connectionBroken(error == null ? Role.End.BUG : Role.End.PEER, cause);
    Http2Error code = error == null ? Http2Error.INTERNAL_ERROR : error.error();
    boolean unsure =
        error != null && error.shutdownHint() == Http2Exception.ShutdownHint.HARD_SHUTDOWN;
    // RFC 9113 §6.8: the last stream that may have been acted on; unknown if a block was not read.
    goAway(unsure ? Integer.MAX_VALUE : connection().remote().lastStreamCreated(), code);
    ctx.close();
  }
}
