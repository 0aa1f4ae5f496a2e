package dev.gatehouse.cache.fill;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A listener that writes down what it is told. */
final class RecordedFate implements Fill.Listener {
  final List<String> told = new ArrayList<>();
  @Nullable String content;
  @Nullable String begun;
  @Nullable Headers trailers;

  @Override
  public void complete(List<ByteBuf> pieces, @Nullable Headers trailers) {
    this.content = text(pieces);
    this.trailers = trailers;
    told.add("complete");
  }

  private static String text(List<ByteBuf> pieces) {
    StringBuilder all = new StringBuilder();
    for (ByteBuf piece : pieces) {
      byte[] bytes = new byte[piece.readableBytes()];
      piece.readBytes(bytes); // moves its own index, and nobody else's
      all.append(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }

  @Override
  public void unkept(Unkept why) {
    told.add("unkept " + why.code());
  }

  @Override
  public void passed() {
    told.add("passed");
  }

  @Override
  public void broken(Failure failure, List<ByteBuf> pieces) {
    begun = text(pieces);
    told.add("broken " + failure.reason().code());
  }
}
