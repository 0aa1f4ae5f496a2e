package dev.gatehouse.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.testing.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlusherTest {
  private final ManualLoop loop = new ManualLoop();
  private final Flusher flusher = new Flusher(loop.executor());
  private final List<String> told = new ArrayList<>();

  private Flusher.Flushable named(String name, Runnable task) {
    return new Flusher.Flushable() {
      @Override
      public void flushNow() {
        told.add(name);
        task.run();
      }

      @Override
      public void flushFailed(Throwable failure) {
        told.add(name + " failed: " + failure.getMessage());
      }
    };
  }

  private void later(String name, Runnable task) {
    flusher.later(named(name, task));
  }

  @Test
  void oneWithoutMemoryEndsAloneAndTheOthersGoOn() {
    later("a", () -> {});
    later(
        "b",
        () -> {
          throw new OutOfMemoryError("direct");
        });
    later("c", () -> {});
    loop.run();
    later("d", () -> {});
    loop.run();
    assertThat(told).containsExactly("a", "b", "b failed: direct", "c", "d");
  }

  @Test
  void whoAsksDuringTheFlushIsFlushedInTheSameTurn() {
    later("a", () -> later("b", () -> {}));
    loop.run();
    assertThat(told).containsExactly("a", "b");
  }
}
