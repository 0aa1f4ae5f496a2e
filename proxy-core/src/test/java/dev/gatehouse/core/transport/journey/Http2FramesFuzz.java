package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.core.transport.journey.Message.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any frames, and what is none, from an HTTP/2 client. */
final class Http2FramesFuzz {
  static Stream<Arguments> seeds() {
    return Stream.of(
            "\0\0\4\1\5\0\0\0\1\202\206\204\1", // HEADERS with END_STREAM
            "\0\0\4\1\4\0\0\0\1\203\206\204\1\0\0\2\0\1\0\0\0\1ok", // and DATA
            "\0\0\2\1\1\0\0\0\1\202\206\0\0\2\11\4\0\0\0\1\204\1", // and CONTINUATION
            "\0\0\4\10\0\0\0\0\0\0\0\1\0",
            "\0\0\10\6\0\0\0\0\0abcdefgh",
            "\0\0\4\3\0\0\0\0\1\0\0\0\10",
            "\0\0\10\7\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "\0\0\6\4\0\0\0\0\0\0\4\0\0\0\1")
        .map(text ->
            Arguments.of((Object) text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void harmNobody(byte[] bytes) {
    String text = Seeds.text(bytes);
    assertThat(send(text, true)).as("a few bytes at a time").isEqualTo(send(text, false));
  }

  private static List<String> send(String bytes, boolean single) {
    try (Journey journey = new Journey(Wire.H2, Wire.H1, single, false)) {
      WireChannel channel = journey.client().channel();
      channel.send(bytes, single ? 3 : Integer.MAX_VALUE, journey::turn);
      List<String> reached = new ArrayList<>();
      for (Journey.Arrival arrival : journey.arrivals()) {
        if (arrival.message().state() == State.COMPLETE) {
          reached.add(arrival.message().toString());
        }
      }
      reached.add(channel.isOpen() ? "open" : "closed");
      return reached;
    }
  }
}
