package dev.gatehouse.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

final class LeakGuardTest {
  @Test
  void failsTheClassThatDoesNotReleaseABuffer() {
    EngineExecutionResults results = run(Leaking.class);

    results.testEvents().assertStatistics(tests -> tests.succeeded(1).failed(0));
    assertThat(failures(results))
        .singleElement()
        .asString()
        .contains("leaked: ByteBuf", "Leaking.leak");
  }

  @Test
  void passesTheClassThatReleasesItsBuffers() {
    EngineExecutionResults results = run(Releasing.class);

    results.testEvents().assertStatistics(tests -> tests.succeeded(1).failed(0));
    assertThat(failures(results)).isEmpty();
  }

  private static EngineExecutionResults run(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .enableImplicitConfigurationParameters(true)
        .selectors(selectClass(testClass))
        .execute();
  }

  private static List<String> failures(EngineExecutionResults results) {
    return results.containerEvents().failed().stream()
        .map(Event::getPayload)
        .map(payload -> payload.orElseThrow().toString())
        .toList();
  }

  static final class Leaking {
    @Test
    void leak() {
      ByteBuf lost = PooledByteBufAllocator.DEFAULT.buffer(16);
      assertThat(lost.refCnt()).isEqualTo(1);
    }
  }

  static final class Releasing {
    @Test
    void release() {
      ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(16);
      assertThat(buffer.release()).isTrue();
    }
  }
}
