package dev.gatehouse.core.transport.journey;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.core.filter.forwarded.ForwardedFuzz;
import dev.gatehouse.core.http.RequestPathFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All targets of this module in one, for the moment that a build has: the first octet of an input
 * says for which it is. Begins with the seeds of all, and with what was found before.
 */
final class EveryFuzz {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private record Target(String name, Stream<Arguments> seeds, Consumer<byte[]> check) {}

  private static List<Target> targets() throws IOException {
    return List.of(
        new Target(
            "RequestBytesFuzz",
            RequestBytesFuzz.seeds(),
            new RequestBytesFuzz()::reachTheBackendAsTheyAreReadStrictly),
        new Target(
            "ChunksFuzz",
            ChunksFuzz.seeds(),
            new ChunksFuzz()::reachTheBackendAsTheyAreReadStrictly),
        new Target(
            "AnswerBytesFuzz",
            AnswerBytesFuzz.seeds(),
            new AnswerBytesFuzz()::areNeverMadeMoreOfThanTheyAre),
        new Target(
            "Http2FieldsFuzz", Http2FieldsFuzz.seeds(), new Http2FieldsFuzz()::meanTheSameInHttp1),
        new Target("Http2FramesFuzz", Http2FramesFuzz.seeds(), new Http2FramesFuzz()::harmNobody),
        new Target(
            "RequestPathFuzz",
            RequestPathFuzz.seeds(),
            new RequestPathFuzz()::isNormalAndLeadsNowhereElse),
        new Target(
            "ForwardedFuzz",
            ForwardedFuzz.seeds(),
            new ForwardedFuzz()::believesNobodyButTrustedProxies));
  }

  private final List<Consumer<byte[]>> checks;

  EveryFuzz() throws IOException {
    checks = targets().stream().map(Target::check).toList();
  }

  static Stream<Arguments> seeds() throws IOException {
    List<Arguments> all = new ArrayList<>();
    List<Target> targets = targets();
    for (int i = 0; i < targets.size(); i++) {
      List<byte[]> inputs = found(targets.get(i).name());
      targets.get(i).seeds().forEach(seed -> inputs.add((byte[]) seed.get()[0]));
      for (byte[] input : inputs) {
        byte[] seed = new byte[input.length + 1];
        seed[0] = (byte) i;
        System.arraycopy(input, 0, seed, 1, input.length);
        all.add(Arguments.of((Object) seed));
      }
    }
    return all.stream();
  }

  /** The inputs that {@code target} has stumbled over. */
  private static List<byte[]> found(String target) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      String part = target + "Inputs";
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().contains(part)) {
          inputs.add(Files.readAllBytes(file));
        }
      }
    }
    return inputs;
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "12s")
  void keepsItsPromises(byte[] bytes) {
    if (bytes.length > 0) {
      int target = (bytes[0] & 0xff) % checks.size();
      checks.get(target).accept(Arrays.copyOfRange(bytes, 1, bytes.length));
    }
  }
}
