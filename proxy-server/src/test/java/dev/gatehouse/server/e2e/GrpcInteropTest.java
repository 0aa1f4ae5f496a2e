package dev.gatehouse.server.e2e;

import io.grpc.testing.integration.AbstractInteropTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** gRPC's interoperability cases, through a Gatehouse. */
@Timeout(60)
class GrpcInteropTest {
  private interface Case {
    void run(GrpcInterop interop) throws Exception;
  }

  private static final String ABOUT_STATISTICS = "censusContextsPropagated";

  /**
   * Cases that the superclass does not mark as such; its server knows no probing for compression.
   */
  private static final Map<String, Case> OTHERS =
      Map.of(
          "clientCompressedUnary",
          interop -> interop.clientCompressedUnary(false),
          "clientCompressedStreaming",
          interop -> interop.clientCompressedStreaming(false),
          "rpcSoak",
          GrpcInterop::rpcSoak,
          "channelSoak",
          GrpcInterop::channelSoak);

  @TempDir private static Path directory = Path.of("");
  private static Pki pki;

  @BeforeAll
  static void certificates() throws Exception {
    pki = new Pki(directory);
  }

  static Stream<Arguments> cases() {
    return Stream.of("h2c", "h2 over TLS")
        .flatMap(front -> names().map(name -> Arguments.of(front, name)));
  }

  private static Stream<String> names() {
    return Stream.concat(
            Arrays.stream(AbstractInteropTest.class.getMethods())
                .filter(method -> method.isAnnotationPresent(org.junit.Test.class))
                .map(Method::getName)
                .filter(name -> !ABOUT_STATISTICS.equals(name)),
            OTHERS.keySet().stream())
        .sorted();
  }

  @ParameterizedTest(name = "{1} over {0}")
  @MethodSource("cases")
  void passes(String front, String name) throws Throwable {
    GrpcInterop interop = new GrpcInterop(pki, front.equals("h2 over TLS"));
    interop.setUp();
    try {
      Case other = OTHERS.get(name);
      if (other == null) {
        AbstractInteropTest.class.getMethod(name).invoke(interop);
      } else {
        other.run(interop);
      }
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      interop.tearDown();
    }
  }
}
