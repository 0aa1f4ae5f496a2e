package dev.gatehouse.core.transport.http2;

import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * The compressor's settings, with its table bounded whatever the peer allows:
 * SETTINGS_HEADER_TABLE_SIZE says how much memory the peer has for the table, and it may say 4 GiB,
 * but the compressor needs as much of its own (RFC 7541 §4.2 lets it use less).
 */
record BoundedTable(Http2HeadersEncoder.Configuration compressor)
    implements Http2HeadersEncoder.Configuration {
  private static final long MOST = Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE;

  @Override
  public void maxHeaderTableSize(long max) throws Http2Exception {
    compressor.maxHeaderTableSize(Math.min(max, MOST));
  }

  @Override
  public long maxHeaderTableSize() {
    return compressor.maxHeaderTableSize();
  }

  @Override
  public void maxHeaderListSize(long max) throws Http2Exception {
    compressor.maxHeaderListSize(max);
  }

  @Override
  public long maxHeaderListSize() {
    return compressor.maxHeaderListSize();
  }
}
