package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.transport.Holdings;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection that speaks HTTP/2 (RFC 9113): makes an exchange of each well-formed
 * request, resets the stream of each malformed one, and refuses by an answer what breaks a limit.
 *
 * <p>Confined to its event loop.
 */
public final class Http2ServerConnection extends Http2FrameAdapter
    implements ServerConnection, Role {
  private static final Logger LOG = LoggerFactory.getLogger(Http2ServerConnection.class);

  private final Loop loop;
  private final Intake intake;
  private final ConnectionInfo info;
  private final ConnectionObserver observer;
  private final EncodedSlash encodedSlash;
  private final int maxTarget;
  private final int streamWindow;
  private final FieldBlock block;
  private final FieldView view = new FieldView();
  private final FramedConnection connection;
  private final Http2Connection.PropertyKey key;
  private final FrameMeter meter;
  private final Slots slots;
  private final Lifetime lifetime;
  private @Nullable Failure broken;
  private boolean draining;
  private boolean first = true;

  /**
   * @param encodedSlash what becomes of paths with encoded slashes
   */
  public Http2ServerConnection(
      Loop loop,
      Intake intake,
      ConnectionInfo info,
      LimitSettings limits,
      EncodedSlash encodedSlash,
      ConnectionObserver observer) {
    this.loop = loop;
    this.intake = intake;
    this.info = info;
    this.observer = observer;
    this.encodedSlash = encodedSlash;
    this.maxTarget = limits.requestLine().intBytes();
    this.streamWindow = limits.http2().streamWindow().intBytes();
    this.block = new FieldBlock(true, limits.headers().count(), limits.headers().crumbs());
    this.meter = new FrameMeter(limits, loop.clock());
    this.slots = new Slots(limits.http2().concurrentStreams());
    this.connection =
        Codec.server(
            block,
            new Http2Settings()
                .maxConcurrentStreams(limits.http2().concurrentStreams())
                .initialWindowSize(streamWindow)
                .maxHeaderListSize(limits.headers().size().bytes())
                .connectProtocolEnabled(true),
            loop,
            this,
            limits.http2().connectionWindow().intBytes(),
            meter);
    this.connection.decoder().frameListener(this);
    this.key = connection.connection().newKey();
    this.lifetime = new Lifetime(loop, connection, key, Patience.of(limits), observer);
  }

  /** Sets when the client began to be waited for, if not only when it is served. */
  public void awaitedSince(long nanos) {
    lifetime.awaitedSince(nanos);
  }

  /**
   * Begins to serve the channel of {@code pipeline}, which is connected and has TLS, if it has any,
   * behind it; called on its event loop.
   */
  public void install(ChannelPipeline pipeline) {
    connection.install(pipeline);
  }

  @Override
  public int activeExchanges() {
    return lifetime.active();
  }

  @Override
  public void close() {
    lifetime.close();
  }

  @Override
  public void drain() {
    draining = true;
    lifetime.drain();
    lifetime.forEachStream(Http2ServerStream::drain);
  }

  /** True once the listener wants this connection to end. */
  boolean draining() {
    return draining;
  }

  @Override
  public void held(Holdings into) {
    into.buffers(Holdings.unsent(connection.context().channel()));
    lifetime.forEachStream(side -> side.held(into));
  }

  @Override
  public boolean idle() {
    return lifetime.active() == 0;
  }

  @Override
  public void shed() {
    broken = Failure.of(FailureReason.OVERLOADED_MEMORY, "held too much of it");
    connection.goAway(
        connection.connection().remote().lastStreamCreated(), Http2Error.ENHANCE_YOUR_CALM);
    lifetime.close();
  }

  // What the client sends.

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endOfStream) {
    Http2Stream stream = connection.connection().stream(streamId);
    Http2ServerStream known = stream.getProperty(key);
    if (known == null) {
      Headers fields = block.takeHeaders();
      begin(
          stream,
          RequestHead.of(block, fields, endOfStream, encodedSlash, maxTarget),
          fields,
          endOfStream);
    } else {
      known.trailers(block);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream) {
    onHeadersRead(ctx, streamId, headers, padding, endOfStream);
  }

  private void begin(Http2Stream stream, RequestHead head, Headers fields, boolean ends) {
    long now = loop.clock().nanos();
    if (!slots.free(lifetime.active(), now)) {
      endIf(meter.refused());
      connection.reset(stream, Http2Error.REFUSED_STREAM);
      return;
    }
    meter.request();
    Http2ServerStream side = new Http2ServerStream(this, connection, stream);
    Failure malformed = head.malformed();
    FailureReason refusal = head.refusal();
    Body body =
        ends || refusal != null || malformed != null
            ? Body.empty()
            : side.expectContent(head.length(), streamWindow, fields.contains(HeaderNames.EXPECT));
    String target = block.requestPath();
    Request request =
        new Request(
            head.method(),
            HttpVersion.HTTP_2,
            info.scheme(),
            head.authority(),
            target == null ? head.authority().text() : target,
            head.path(),
            head.query(),
            fields,
            body);
    request.upgrade(head.upgrade());
    Exchange exchange = new Exchange(request, info, side, loop, now);
    if (first) {
      first = false;
      exchange.opensConnection();
    }
    side.begin(exchange, fields.bytes());
    stream.setProperty(key, side);
    lifetime.streamBegun(now);
    hand(exchange, side, head);
  }

  private void hand(Exchange exchange, Http2ServerStream side, RequestHead head) {
    try {
      if (head.malformed() != null) {
        intake.reject(exchange, head.malformed());
        side.malformed(head.malformed());
      } else if (head.refusal() != null) {
        intake.refuse(exchange, Failure.of(head.refusal()));
      } else {
        intake.dispatch(exchange);
      }
    } catch (RuntimeException bug) {
      LOG.error("request {} {}", exchange.id(), exchange.request().target(), bug);
      side.abort(Failure.of(FailureReason.INTERNAL, bug));
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
    Http2ServerStream side = connection.connection().stream(streamId).getProperty(key);
    return side == null ? data.readableBytes() + padding : side.data(data, padding, endOfStream);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) {
    connection.askFlush();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    connection.askFlush();
    lifetime.greeted();
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) {
    lifetime.pingAcknowledged(data);
  }

  // What becomes of streams and the connection.

  FieldView view() {
    return view;
  }

  /** A stream was reset for what the client sent on it. */
  void causedReset() {
    endIf(meter.causedReset());
  }

  /** A stream was stopped as its answer was complete before its request. */
  void stopped() {
    meter.stopped();
  }

  private void endIf(@Nullable Ending flood) {
    if (flood != null) {
      connection.breakOff(new Flood(flood));
    }
  }

  /**
   * An exchange is over.
   *
   * @param cancelled whether a backend may still be at work for it
   */
  void ended(boolean cancelled) {
    if (cancelled) {
      slots.cancelled(loop.clock().nanos());
    }
    lifetime.streamEnded();
  }

  @Override
  public void lateFrame() {
    endIf(meter.late());
  }

  @Override
  public void dataSent(int frames) {
    meter.sent(frames);
  }

  @Override
  public void ready() {
    lifetime.begin();
  }

  @Override
  public void streamClosed(Http2Stream stream) {
    Http2ServerStream side = stream.getProperty(key);
    if (side != null) {
      side.closed(broken == null ? Failure.of(FailureReason.CLIENT_GONE) : broken);
    }
  }

  @Override
  public boolean streamBroken(@Nullable Http2Stream stream, Http2Exception.StreamException error) {
    if (error instanceof Http2Exception.HeaderListSizeException size && size.duringDecode()) {
      return refuseTooLarge(stream, size.streamId());
    }
    Http2ServerStream side = stream == null ? null : stream.getProperty(key);
    if (side != null) {
      side.because(Failure.of(FailureReason.BAD_FRAMING, String.valueOf(error.getMessage())));
    }
    endIf(error.error() == Http2Error.REFUSED_STREAM ? meter.refused() : meter.causedReset());
    return false;
  }

  /** The section is too large: it was decoded only as far as the limit goes. */
  private boolean refuseTooLarge(@Nullable Http2Stream known, int streamId) {
    causedReset(); // whatever comes of it: decoding has cost what it costs
    try {
      Http2Stream stream =
          known == null ? connection.connection().remote().createStream(streamId, false) : known;
      if (stream.getProperty(key) != null) {
        return false; // trailers
      }
      RequestHead head = RequestHead.refused(block, FailureReason.HEADERS_TOO_LARGE);
      begin(stream, head, block.takeHeaders(), true);
      return true;
    } catch (Http2Exception e) {
      return false;
    }
  }

  @Override
  public void connectionBroken(Role.End end, Throwable cause) {
    if (end == Role.End.BUG) {
      LOG.error("{}: connection ends", info.peerText(), cause);
    } else {
      LOG.debug("{}: connection ends: {}", info.peerText(), cause.toString());
    }
    if (cause instanceof OutOfMemoryError) {
      observer.ended(loop.index(), Ending.MEMORY);
    }
    if (end == Role.End.PEER) {
      observer.ended(loop.index(), cause instanceof Flood flood ? flood.why() : Ending.PROTOCOL);
    }
    broken =
        Failure.of(
            switch (end) {
              case PEER -> FailureReason.BAD_FRAMING;
              case TRANSPORT -> FailureReason.CLIENT_GONE;
              case BUG -> FailureReason.INTERNAL;
            },
            cause);
    lifetime.broken();
  }

  @Override
  public void closed() {
    lifetime.over();
  }
}
