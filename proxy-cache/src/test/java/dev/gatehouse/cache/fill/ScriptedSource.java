package dev.gatehouse.cache.fill;

import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source that gives what the test says, and remembers all its buffers. */
final class ScriptedSource implements FedBody.Feed {
  final FedBody body;
  final List<ByteBuf> buffers = new ArrayList<>();
  int wanted;
  boolean abandoned;

  ScriptedSource(long length) {
    body = new FedBody(length, this);
  }

  void offer(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length));
    buffers.add(buffer.writeBytes(bytes));
    body.offer(buffer);
  }

  void complete() {
    body.complete(null);
  }

  void complete(Headers trailers) {
    body.complete(trailers);
  }

  void fail(Failure failure) {
    body.fail(failure);
  }

  /** How many of the buffers are still held by somebody. */
  long alive() {
    return buffers.stream().filter(buffer -> buffer.refCnt() > 0).count();
  }

  @Override
  public void wanted() {
    wanted++;
  }

  @Override
  public void consumed(int bytes) {}

  @Override
  public void abandoned() {
    abandoned = true;
  }

  static String text(@Nullable ByteBuf piece) {
    if (piece == null) {
      return "";
    }
    String text = piece.toString(StandardCharsets.ISO_8859_1);
    piece.release();
    return text;
  }
}
