package dev.gatehouse.core.transport.journey;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes from an HTTP/1 client. */
final class RequestBytesFuzz {
  static Stream<Arguments> seeds() {
    return Seeds.bytes("journeys-requests.txt", ">");
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void reachTheBackendAsTheyAreReadStrictly(byte[] bytes) {
    RequestProbe.probe(Seeds.text(bytes));
  }
}
