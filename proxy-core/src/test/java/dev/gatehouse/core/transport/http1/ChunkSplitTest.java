package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However content is cut into chunks and packets, the same message comes out, and nothing leaks.
 */
final class ChunkSplitTest {
  private static final ClientLimits LIMITS =
      new ClientLimits(256, 1024, 16, 10_000, 30_000, 0, 60_000, 75_000, 10_000, 3_600_000);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void chunksAndPacketsDoNotShow(long seed) {
    Random random = new Random(seed);
    ScriptedIntake intake = new ScriptedIntake();
    EmbeddedChannel channel = new EmbeddedChannel();
    Loop loop = new Loop(channel.eventLoop(), 0, new ManualClock());
    channel
        .pipeline()
        .addLast(
            new Http1ServerConnection(
                loop, intake, WireTest.info(), LIMITS, ConnectionObserver.NONE));
    StringBuilder wire = new StringBuilder();
    String[] contents = new String[8];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = content(random);
      wire.append(message(contents[i], random));
    }

    byte[] bytes = wire.toString().getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at < bytes.length; ) {
      int length =
          Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 900 : 9));
      channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
      channel.runPendingTasks();
      at += length;
    }

    assertThat(intake.seen()).hasSize(contents.length);
    for (int i = 0; i < contents.length; i++) {
      assertThat(intake.seen().get(i)).isEqualTo("POST x /p = " + contents[i]);
    }
    channel.finishAndReleaseAll();
    assertThat(intake.open()).isZero();
  }

  private static String content(Random random) {
    StringBuilder content = new StringBuilder();
    for (int left = random.nextInt(600) + 1; left > 0; left--) {
      content.append("\r\n0;abc".charAt(random.nextInt(7)));
    }
    return content.toString();
  }

  private static String message(String content, Random random) {
    String head = "POST /p HTTP/1.1\r\nHost: x\r\n";
    if (random.nextInt(4) == 0) {
      return head + "Content-Length: " + content.length() + "\r\n\r\n" + content;
    }
    StringBuilder chunks = new StringBuilder(head).append("Transfer-Encoding: chunked\r\n\r\n");
    for (int at = 0; at < content.length(); ) {
      int length = Math.min(content.length() - at, 1 + random.nextInt(80));
      chunks.append("0".repeat(random.nextInt(3))).append(Integer.toHexString(length));
      chunks.append(random.nextBoolean() ? ";x=y" : "").append("\r\n");
      chunks.append(content, at, at + length).append("\r\n");
      at += length;
    }
    return chunks.append("0\r\n\r\n").toString();
  }
}
