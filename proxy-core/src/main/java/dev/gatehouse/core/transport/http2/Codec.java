package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.transport.Loop;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * The parts of Netty's codec put together for a connection, with Gatehouse's own in their place.
 */
final class Codec {
  /** Bytes a stream gets per turn at the connection's window: about one frame. */
  private static final int SHARE = 16 * 1024;

  private static final float WINDOW_UPDATE_RATIO = 0.5f;

  /** CONTINUATION frames of a field block that may be small: each costs as much as a large one. */
  private static final int SMALL_CONTINUATIONS = 16;

  private static final long DEFAULT_SECTION = 8192;

  private Codec() {}

  static FramedConnection server(
      FieldBlock block,
      Http2Settings settings,
      Loop loop,
      FramedConnection.Role role,
      int connectionWindow) {
    return connection(true, block, settings, loop, role, connectionWindow);
  }

  /**
   * The client's side gives the connection's window back as content arrives and only the streams'
   * as it is read: those of different clients share the connection, and one that does not read must
   * not stop the others.
   */
  static FramedConnection client(
      FieldBlock block, Http2Settings settings, Loop loop, FramedConnection.Role role, int window) {
    return connection(false, block, settings, loop, role, window);
  }

  private static FramedConnection connection(
      boolean server,
      FieldBlock block,
      Http2Settings settings,
      Loop loop,
      FramedConnection.Role role,
      int connectionWindow) {
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
    FrameWriter writer =
        new FrameWriter(new DefaultHttp2HeadersEncoder(FieldView.LITERALS, true), flush);
    DefaultHttp2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(connection, writer);
    DefaultHttp2ConnectionDecoder decoder =
        new DefaultHttp2ConnectionDecoder(
            connection,
            encoder,
            new DefaultHttp2FrameReader(
                new FieldDecoder(block, connection, writer, maxSectionSize(settings)),
                SMALL_CONTINUATIONS),
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
    private @org.jspecify.annotations.Nullable FramedConnection connection;

    @Override
    public void run() {
      if (connection != null) {
        connection.askFlush();
      }
    }
  }
}
