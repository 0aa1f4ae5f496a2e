package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.connection.BackendConnection;
import dev.gatehouse.core.transport.connection.TunnelOffer;
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
 * A connection to a backend that speaks HTTP/2: as many requests at a time as both sides allow.
 * What a backend says it did not act on (GOAWAY, REFUSED_STREAM) fails as not sent (RFC 9113 §8.7).
 *
 * <p>Confined to its event loop.
 */
public final class Http2BackendConnection extends Http2FrameAdapter
    implements BackendConnection, Role {
  private static final Logger LOG = LoggerFactory.getLogger(Http2BackendConnection.class);

  /** Requests at a time on one connection, if the backend allows as many. */
  private static final int MAX_STREAMS = 100;

  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_FIELDS = 256;

  /** What a stream holds for a client that does not read. */
  private static final int STREAM_WINDOW = 64 * 1024;

  /** What the window of a stream grows to whose client reads faster than the backend sends. */
  private static final int WIDE_WINDOW = 512 * 1024;

  private static final long LIVENESS_PING = 0x6c69_7665_6e65_7373L;

  private static final int CONNECTION_WINDOW = 1024 * 1024;

  private final Loop loop;
  private final Owner owner;
  private final String scheme;
  private final long retireAt;
  private final long idleNanos;
  private final FieldBlock block = new FieldBlock(false, MAX_FIELDS, MAX_FIELDS);
  private final FieldView view = new FieldView();
  private final FramedConnection connection;
  private final Http2Connection.PropertyKey key;
  private final Watch watch = new Watch();
  private final Liveness liveness = new Liveness();
  private Failure end = Failure.of(FailureReason.BACKEND_CLOSED);
  private int requestsLeft;
  private int active;
  private int lastServed = Integer.MAX_VALUE;
  private long idleSince;
  private boolean used;
  private boolean retired;
  private TunnelOffer tunnels = TunnelOffer.UNKNOWN;

  /**
   * @param scheme what the backend is reached by: {@code http} or {@code https}
   * @param maxRequests how many requests the connection may carry
   * @param retireAt the moment, in the loop's clock, after which it takes no more
   * @param idleNanos how long it is kept without requests
   */
  public Http2BackendConnection(
      Loop loop, Owner owner, String scheme, int maxRequests, long retireAt, long idleNanos) {
    this.loop = loop;
    this.owner = owner;
    this.scheme = scheme;
    this.requestsLeft = maxRequests;
    this.retireAt = retireAt;
    this.idleNanos = idleNanos;
    this.idleSince = loop.clock().nanos();
    this.connection =
        Codec.client(
            block,
            new Http2Settings()
                .pushEnabled(false)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(MAX_HEAD),
            loop,
            this,
            CONNECTION_WINDOW);
    this.connection.decoder().frameListener(this);
    this.key = connection.connection().newKey();
  }

  /**
   * Begins to use the channel of {@code pipeline}, which is connected and has TLS, if it has any,
   * behind it; called on its event loop. Requests can be sent at once.
   */
  public void install(ChannelPipeline pipeline) {
    connection.install(pipeline);
  }

  // ---- as its pool sees it

  @Override
  public int room() {
    if (retired || !connection.isActive() || loop.clock().nanos() - retireAt > 0) {
      return 0;
    }
    int allowed = Math.min(MAX_STREAMS, connection.connection().local().maxActiveStreams());
    return Math.max(0, Math.min(allowed - active, requestsLeft));
  }

  @Override
  public TunnelOffer tunnels() {
    return tunnels;
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public void open(UpstreamListener listener) {
    if (active++ == 0) {
      watch.arm(loop.clock().nanos());
    }
    sent();
    Http2UpstreamStream stream = new Http2UpstreamStream(this, connection, listener, used);
    used = true;
    if (--requestsLeft <= 0) {
      retire();
    }
    listener.acquired(stream);
  }

  @Override
  public void close() {
    retire();
  }

  /** Takes no more streams, and closes with the last one. */
  private void retire() {
    takeNoMore();
    closeIfDone();
  }

  private void takeNoMore() {
    if (!retired) {
      retired = true;
      owner.retired(this);
    }
  }

  private void closeIfDone() {
    if (retired && active == 0 && connection.isActive()) {
      connection.goAway(0, Http2Error.NO_ERROR);
      connection.closeChannel();
    }
  }

  // ---- as its streams see it

  FieldView view() {
    return view;
  }

  String scheme() {
    return scheme;
  }

  /** The number for the next stream; negative if there is none left, or the connection closed. */
  int nextStreamId() {
    return connection.isActive() && lastServed == Integer.MAX_VALUE
        ? connection.connection().local().incrementAndGetNextStreamId()
        : -1;
  }

  /** Something is sent that the backend is to react to. */
  void sent() {
    liveness.sent(loop.clock().nanos());
  }

  @Override
  public void heard() {
    liveness.heard();
  }

  void bind(Http2Stream stream, Http2UpstreamStream side) {
    stream.setProperty(key, side);
  }

  StreamInput input(Http2Stream stream, StreamInput.Owner side, long declared) {
    return new StreamInput(connection, stream, side, declared, STREAM_WINDOW, WIDE_WINDOW);
  }

  /** A stream has given its place up. */
  void released() {
    active--;
    if (active == 0) {
      idleSince = loop.clock().nanos();
    }
    if (retired) {
      closeIfDone();
    } else if (room() > 0) {
      owner.freed(this);
    }
  }

  // ---- what the backend sends

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    side(streamId).headers(block, endOfStream);
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
      boolean endOfStream)
      throws Http2Exception {
    onHeadersRead(ctx, streamId, headers, padding, endOfStream);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    return side(streamId).data(data, padding, endOfStream);
  }

  private Http2UpstreamStream side(int streamId) throws Http2Exception {
    Http2UpstreamStream side = connection.connection().stream(streamId).getProperty(key);
    if (side == null) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "stream %d, which nobody opened", streamId);
    }
    return side;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
    Http2UpstreamStream side = connection.connection().stream(streamId).getProperty(key);
    if (side != null) {
      side.resetBy(errorCode);
    }
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
    lastServed = Math.min(lastServed, lastStreamId);
    if (errorCode != Http2Error.NO_ERROR.code()) {
      LOG.debug("backend ends its connection: {}", Http2Error.valueOf(errorCode));
    }
    if (lastStreamId == Integer.MAX_VALUE) {
      lastServed = Integer.MAX_VALUE - 1; // a warning: streams are no longer to be opened
    }
    retire();
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) {
    connection.askFlush();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    connection.askFlush();
    boolean first = tunnels == TunnelOffer.UNKNOWN;
    Boolean connect = settings.connectProtocolEnabled();
    if (connect != null && connect) {
      tunnels = TunnelOffer.YES;
    } else if (first) {
      tunnels = TunnelOffer.NO;
    }
    if ((first || settings.maxConcurrentStreams() != null) && room() > 0) {
      owner.freed(this);
    }
  }

  // ---- what becomes of streams and the connection

  @Override
  public void ready() {
    loop.deadlines().add(watch);
    watch.arm(loop.clock().nanos());
  }

  @Override
  public void streamClosed(Http2Stream stream) {
    Http2UpstreamStream side = stream.getProperty(key);
    if (side != null) {
      side.closed(end, stream.id() > lastServed);
    }
  }

  @Override
  public boolean streamBroken(@Nullable Http2Stream stream, Http2Exception.StreamException error) {
    Http2UpstreamStream side = stream == null ? null : stream.getProperty(key);
    if (side != null) {
      FailureReason reason =
          error instanceof Http2Exception.HeaderListSizeException
              ? FailureReason.BACKEND_HEADERS_TOO_LARGE
              : FailureReason.BACKEND_PROTOCOL;
      side.because(Failure.of(reason, String.valueOf(error.getMessage())));
    }
    return false;
  }

  @Override
  public void connectionBroken(Role.End who, Throwable cause) {
    if (who == Role.End.BUG) {
      LOG.error("connection to a backend ends", cause);
    }
    end =
        Failure.of(
            switch (who) {
              case PEER -> FailureReason.BACKEND_PROTOCOL;
              case TRANSPORT -> FailureReason.BACKEND_RESET;
              case BUG -> FailureReason.INTERNAL;
            },
            cause);
    takeNoMore();
  }

  @Override
  public void closed() {
    loop.deadlines().remove(watch);
    takeNoMore();
  }

  private void giveUp() {
    end = Failure.of(FailureReason.BACKEND_RESET, "it answers no PING");
    takeNoMore();
    connection.closeChannel();
    connection.closeChannel(); // the second time it does not wait for what is still to be written
  }

  /**
   * Closes the connection when it has been idle too long or is too old, and gives it up when the
   * backend is not there any more.
   */
  private final class Watch extends Timed {
    private static final long TICK = 1_000_000_000L;

    void arm(long now) {
      long next = active == 0 ? idleSince + idleNanos : now + TICK;
      deadline(retireAt - next < 0 && !retired ? retireAt : next);
    }

    @Override
    protected void expired(long now) {
      switch (active == 0 ? Liveness.Verdict.WAIT : liveness.judge(now)) {
        case ASK -> connection.ping(LIVENESS_PING);
        case GIVE_UP -> {
          giveUp();
          return;
        }
        case WAIT -> {}
      }
      if (!retired && (now - retireAt >= 0 || (active == 0 && now - idleSince >= idleNanos))) {
        retire();
      }
      if (connection.isActive()) {
        arm(now);
      }
    }
  }
}
