package dev.gatehouse.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.time.Timed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ManualLoopTest {
  private final ManualLoop loop = new ManualLoop();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsTasksOnlyWhenTold() {
    loop.executor().execute(() -> ran.add("task"));
    assertThat(ran).isEmpty();
    loop.run();
    assertThat(ran).containsExactly("task");
  }

  @Test
  void runsScheduledTasksInVirtualTime() {
    loop.executor().schedule(() -> ran.add("late"), 250, TimeUnit.MILLISECONDS);
    loop.advance(Duration.ofMillis(200));
    assertThat(ran).isEmpty();
    loop.advance(Duration.ofMillis(100));
    assertThat(ran).containsExactly("late");
  }

  @Test
  void sweepsDeadlinesAsTimePasses() {
    Timed timed =
        new Timed() {
          @Override
          protected void expired(long now) {
            ran.add("expired");
          }
        };
    loop.deadlines().add(timed);
    timed.deadline(loop.clock().nanos() + Duration.ofSeconds(3).toNanos());
    loop.advance(Duration.ofMillis(2_900));
    assertThat(ran).isEmpty();
    loop.advance(Duration.ofMillis(100));
    assertThat(ran).containsExactly("expired");
  }
}
