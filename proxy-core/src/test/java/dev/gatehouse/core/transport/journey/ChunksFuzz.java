package dev.gatehouse.core.transport.journey;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes in place of chunks, and behind them. */
final class ChunksFuzz {
  private static final String HEAD =
      "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n";

  static Stream<Arguments> seeds() {
    return Seeds.bytes("journeys-requests.txt", ">")
        .map(seed -> Seeds.text((byte[]) seed.get()[0]))
        .filter(text -> text.toLowerCase(java.util.Locale.ROOT).contains("chunked\r\n\r\n"))
        .map(text -> text.substring(text.indexOf("\r\n\r\n") + 4))
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void reachTheBackendAsTheyAreReadStrictly(byte[] bytes) {
    RequestProbe.probe(HEAD + Seeds.text(bytes));
  }
}
