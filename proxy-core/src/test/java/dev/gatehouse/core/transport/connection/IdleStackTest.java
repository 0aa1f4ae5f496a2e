package dev.gatehouse.core.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdleStackTest {
  private final IdleStack idle = new IdleStack();
  private final FakeConnection first = connection();
  private final FakeConnection second = connection();
  private final FakeConnection third = connection();

  @Test
  void givesTheConnectionUsedLast() {
    pushAll();
    assertThat(idle.pop()).isSameAs(third);
    assertThat(idle.pop()).isSameAs(second);
    assertThat(idle.pop()).isSameAs(first);
    assertThat(idle.pop()).isNull();
    assertThat(idle.size()).isZero();
  }

  @Test
  void givesUpTheOldestFirstAndOnlyIfItIsOldEnough() {
    pushAll();
    assertThat(idle.takeOlderThan(9)).isNull();
    assertThat(idle.takeOlderThan(20)).isSameAs(first);
    assertThat(idle.takeOlderThan(20)).isSameAs(second);
    assertThat(idle.takeOlderThan(20)).as("idle since 30").isNull();
    assertThat(idle.pop()).isSameAs(third);
    assertThat(idle.takeOlderThan(Long.MAX_VALUE)).isNull();
  }

  @Test
  void removesAConnectionWhereverItStands() {
    pushAll();
    assertThat(idle.remove(second)).isTrue();
    assertThat(idle.remove(second)).isFalse();
    assertThat(idle.size()).isEqualTo(2);
    assertThat(idle.takeOlderThan(29)).isSameAs(first);
    assertThat(idle.takeOlderThan(29)).as("the times move along").isNull();
    assertThat(idle.pop()).isSameAs(third);
  }

  @Test
  void comparesTimesAcrossTheOverflowOfTheClock() {
    idle.push(first, Long.MAX_VALUE - 1);
    assertThat(idle.takeOlderThan(Long.MAX_VALUE - 2)).isNull();
    assertThat(idle.takeOlderThan(Long.MIN_VALUE + 1)).isSameAs(first);
  }

  @Test
  void growsWithItsConnections() {
    List<BackendConnection> pushed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      FakeConnection connection = connection();
      pushed.add(connection);
      idle.push(connection, i);
    }
    List<BackendConnection> popped = new ArrayList<>();
    for (BackendConnection top = idle.pop(); top != null; top = idle.pop()) {
      popped.add(top);
    }
    assertThat(popped.reversed()).isEqualTo(pushed);
  }

  private void pushAll() {
    idle.push(first, 10);
    idle.push(second, 20);
    idle.push(third, 30);
  }

  private static FakeConnection connection() {
    return new FakeConnection(
        new BackendConnection.Owner() {
          @Override
          public void freed(BackendConnection connection) {}

          @Override
          public void retired(BackendConnection connection) {}
        });
  }
}
