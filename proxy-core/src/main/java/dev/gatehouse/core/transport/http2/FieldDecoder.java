package dev.gatehouse.core.transport.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * The decompressor of one connection: every section goes into its one {@link FieldBlock}.
 *
 * <p>On a server it also refuses sections for streams that the client has ended, or that are closed
 * or were passed over, where the codec is milder than RFC 9113 §5.1 and §5.1.1.
 */
final class FieldDecoder extends DefaultHttp2HeadersDecoder {
  private final FieldBlock block;
  private final Http2Connection connection;
  private final FrameWriter writer;
  private int lastOpened = -1;
  private int passedOverFrom;
  private int passedOverTo = -1;

  FieldDecoder(
      FieldBlock block, Http2Connection connection, FrameWriter writer, long maxSectionSize) {
    super(false, maxSectionSize);
    this.block = block;
    this.connection = connection;
    this.writer = writer;
  }

  @Override
  public Http2Headers decodeHeaders(int streamId, ByteBuf compressed) throws Http2Exception {
    Http2Headers section = super.decodeHeaders(streamId, compressed);
    if (connection.isServer()) {
      checkOpen(streamId);
    }
    return section;
  }

  @Override
  protected Http2Headers newHeaders() {
    block.begin();
    return block;
  }

  private void checkOpen(int streamId) throws Http2Exception {
    if (streamId > lastOpened) {
      passOver(streamId);
      return;
    }
    Http2Stream stream = connection.stream(streamId);
    if (stream == null) {
      if (!writer.recentlyReset(streamId)) {
        throw Http2Exception.connectionError(
            streamId >= passedOverFrom && streamId <= passedOverTo
                ? Http2Error.PROTOCOL_ERROR
                : Http2Error.STREAM_CLOSED,
            "HEADERS on stream %d, which is closed",
            streamId);
      }
    } else if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
      throw Http2Exception.streamError(
          streamId, Http2Error.STREAM_CLOSED, "HEADERS on stream %d behind its end", streamId);
    }
  }

  /** Opening a stream closes those with lower numbers that were never opened. */
  private void passOver(int streamId) {
    if (streamId > lastOpened + 2) {
      passedOverFrom = lastOpened + 2;
      passedOverTo = streamId - 2;
    }
    lastOpened = streamId;
  }
}
