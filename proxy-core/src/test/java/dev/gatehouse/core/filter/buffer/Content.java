package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Content for bodies, and what can be read from them. */
final class Content {
  private Content() {}

  static ByteBuf piece(String text) {
    return piece(text.getBytes(StandardCharsets.UTF_8));
  }

  static ByteBuf piece(byte[] bytes) {
    return ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
  }

  /** {@code size} bytes of which no two stretches are alike. */
  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    int state = 1;
    for (int i = 0; i < size; i++) {
      state = state * 1103515245 + 12345;
      bytes[i] = (byte) (state >>> 16);
    }
    return bytes;
  }

  /** Reads {@code body} as far as it goes; {@code progress} lets what it waits for happen. */
  static byte[] read(Body body, Runnable progress) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!body.ended()) {
      ByteBuf piece = body.read();
      if (piece != null) {
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        all.writeBytes(bytes);
        piece.release();
      } else if (body.failure() != null) {
        throw new AssertionError("the body broke off: " + body.failure());
      } else if (!body.ended()) {
        boolean[] called = {false};
        body.demand(() -> called[0] = true);
        for (int i = 0; i < 10 && !called[0]; i++) {
          progress.run();
        }
        if (!called[0]) {
          throw new AssertionError("the demand was not met");
        }
      }
    }
    return all.toByteArray();
  }
}
