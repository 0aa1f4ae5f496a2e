package dev.gatehouse.core.transport.http2;

import io.netty.handler.codec.EmptyHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The codec's idea of a field section with every operation missing that neither its decompressor
 * nor its compressor needs.
 */
abstract class NettyFields extends EmptyHeaders<CharSequence, CharSequence, Http2Headers>
    implements Http2Headers {
  @Override
  public Iterator<CharSequence> valueIterator(CharSequence name) {
    return Collections.emptyIterator();
  }

  @Override
  public boolean contains(CharSequence name, CharSequence value, boolean caseInsensitive) {
    return false;
  }

  @Override
  public Http2Headers method(CharSequence value) {
    throw unsupported();
  }

  @Override
  public Http2Headers scheme(CharSequence value) {
    throw unsupported();
  }

  @Override
  public Http2Headers authority(CharSequence value) {
    throw unsupported();
  }

  @Override
  public Http2Headers path(CharSequence value) {
    throw unsupported();
  }

  @Override
  public Http2Headers status(CharSequence value) {
    throw unsupported();
  }

  @Override
  public @Nullable CharSequence method() {
    return null;
  }

  @Override
  public @Nullable CharSequence scheme() {
    return null;
  }

  @Override
  public @Nullable CharSequence authority() {
    return null;
  }

  @Override
  public @Nullable CharSequence path() {
    return null;
  }

  @Override
  public @Nullable CharSequence status() {
    return null;
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("not part of what the codec calls");
  }
}
