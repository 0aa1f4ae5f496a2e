package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.transport.Loop;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import org.jspecify.annotations.Nullable;

/**
 * The parts of Netty's codec put together for a connection, with Gatehouse's own in their place.
 */
final class Codec {
  /** Bytes a stream gets per turn at the connection's window: about one frame. */
  private static final int SHARE = 16 * 1024;

  private static final float WINDOW_UPDATE_RATIO = 0.5f;

  /**
   * CONTINUATION frames of a backend's field block that may be small: each costs as a large one.
   */
  private static final int SMALL_CONTINUATIONS = 16;

  private static final long DEFAULT_SECTION = 8192;

  private Codec() {}

  /**
   * @param meter counts what the client sends
   */
  static FramedConnection server(
      FieldBlock block,
      Http2Settings settings,
      Loop loop,
      Role role,
      int connectionWindow,
      FrameMeter meter) {
    return connection(block, settings, loop, role, connectionWindow, meter);
  }

  /**
   * The client's side gives the connection's window back as content arrives and only the streams'
   * as it is read: those of different clients share the connection, and one that does not read must
   * not stop the others.
   */
  static FramedConnection client(
      FieldBlock block, Http2Settings settings, Loop loop, Role role, int window) {
    return connection(block, settings, loop, role, window, null);
  }

  private static FramedConnection connection(
      FieldBlock block,
      Http2Settings settings,
      Loop loop,
      Role role,
      int connectionWindow,
      @Nullable FrameMeter meter) {
    boolean server = meter != null;
    Http2Connection connection = new DefaultHttp2Connection(server, 0);
    connection
        .local()
        .flowController(
            new DefaultHttp2LocalFlowController(connection, WINDOW_UPDATE_RATIO, !server));
    UniformStreamByteDistributor distributor = new UniformStreamByteDistributor(connection);
    distributor.minAllocationChunk(SHARE);
    connection
        .remote()
        .flowController(new DefaultHttp2RemoteFlowController(connection, distributor));
    Long streams = settings.maxConcurrentStreams();
    if (server && streams != null) {
      connection.remote().maxActiveStreams(streams.intValue()); // not only once it is acknowledged
    }
    Flush flush = new Flush();
    FrameWriter writer = new FrameWriter(new FieldEncoder(loop), flush);
    DefaultHttp2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(connection, writer);
    FieldDecoder fields = new FieldDecoder(block, connection, writer, maxSectionSize(settings));
    Http2FrameReader reader =
        meter == null
            ? new DefaultHttp2FrameReader(fields, SMALL_CONTINUATIONS)
            : new MeteredReader(new DefaultHttp2FrameReader(fields, Integer.MAX_VALUE), meter);
    DefaultHttp2ConnectionDecoder decoder =
        new DefaultHttp2ConnectionDecoder(
            connection,
            encoder,
            reader,
            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
            true,
            true,
            false,
            false);
    FramedConnection framed =
        new FramedConnection(decoder, encoder, settings, writer, loop, role, connectionWindow);
    flush.connection = framed;
    return framed;
  }

  private static long maxSectionSize(Http2Settings settings) {
    Long size = settings.maxHeaderListSize();
    return size == null ? DEFAULT_SECTION : size;
  }

  private static final class Flush implements Runnable {
    private @Nullable FramedConnection connection;

    @Override
    public void run() {
      if (connection != null) {
        connection.askFlush();
      }
    }
  }
}
