package dev.gatehouse.core.transport.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.TransportChoice;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.BufferMemory;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.Holdings;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.ServerConnection;
import dev.gatehouse.core.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has to go when memory is short. Limits: 1000 bytes in buffers, 1,000,000 of the heap. */
class ShedderTest {
  private final EventLoops loops =
      EventLoops.start(Transport.choose(TransportChoice.NIO), 1, Clock.SYSTEM);
  private final Loop loop = loops.loops().getFirst();
  private final MemoryBudget budget = new MemoryBudget(1000);
  private final Shedding shedding = Shedding.start(loops, budget, 1_000_000);
  private final Shedder shedder = shedding.of(loop);
  private final List<Fake> fakes = new ArrayList<>();
  private int ended;

  /** A connection that holds what a test says. */
  private final class Fake implements ServerConnection {
    private final Shedder.Member member;
    private long buffers;
    private long head;
    private int shed;

    Fake(long buffers) {
      this.buffers = buffers;
      this.member = shedder.add(this, observer());
    }

    @Override
    public void held(Holdings into) {
      into.buffers(buffers);
      if (head > 0) {
        into.request(head);
      }
    }

    @Override
    public boolean idle() {
      return buffers == 0 && head == 0;
    }

    @Override
    public void shed() {
      shed++;
      shedder.remove(member);
    }

    @Override
    public void drain() {}

    @Override
    public void close() {}

    @Override
    public int activeExchanges() {
      return 0;
    }
  }

  private ConnectionObserver observer() {
    return new Ends();
  }

  private final class Ends implements ConnectionObserver {
    @Override
    public void accepted(int loop) {}

    @Override
    public void closed(int loop) {}

    @Override
    public void refused(int loop, Refusal why) {}

    @Override
    public void ended(int loop, Ending why) {
      assertThat(why).isEqualTo(Ending.MEMORY);
      ended++;
    }

    @Override
    public void handshake(int loop, boolean succeeded, long nanos) {}
  }

  @AfterEach
  void stop() {
    loops.stop();
  }

  /** Does everything on the loop, whose tick would come in between otherwise. */
  private void onLoop(Runnable task) throws Exception {
    loop.eventLoop().submit(task).get();
  }

  private void hold(long... buffers) {
    for (long each : buffers) {
      fakes.add(new Fake(each));
    }
  }

  private List<Integer> turn() {
    shedder.expired(loop.clock().nanos());
    return fakes.stream().map(each -> each.shed).toList();
  }

  @Test
  void nobodyWhileThereIsEnough() throws Exception {
    onLoop(() -> {
      hold(0, 700, 0);
      assertThat(turn()).containsExactly(0, 0, 0);
      assertThat(loop.overloaded()).isFalse();
    });
  }

  @Test
  void theIdleFirst() throws Exception {
    onLoop(() -> {
      hold(0, 400, 0, 420);
      assertThat(turn()).containsExactly(1, 0, 1, 0);
      assertThat(loop.overloaded()).isFalse();
      assertThat(ended).isEqualTo(2);
    });
  }

  @Test
  void thenNothingNewIsLetIn() throws Exception {
    onLoop(() -> {
      hold(400, 500);
      assertThat(turn()).containsExactly(0, 0);
      assertThat(loop.overloaded()).isTrue();
      fakes.getFirst().buffers = 10;
      turn();
      assertThat(loop.overloaded()).isFalse();
    });
  }

  @Test
  void thenTheLargestAndNoMoreThanNeeded() throws Exception {
    onLoop(() -> {
      hold(10, 600, 20, 300, 200, 10);
      assertThat(turn()).containsExactly(0, 1, 0, 0, 0, 0);
      assertThat(turn()).containsExactly(0, 1, 0, 0, 0, 0);
      assertThat(loop.overloaded()).isFalse();
      assertThat(ended).isEqualTo(1);
    });
  }

  @Test
  void whatBodiesHaveReservedCountsOnce() throws Exception {
    onLoop(() -> {
      assertThat(budget.reserve(500)).isTrue();
      hold(500, 200);
      turn();
      assertThat(budget.total()).isEqualTo(700);
      assertThat(budget.reserve(301)).as("beside what connections hold").isFalse();
      assertThat(budget.reserve(300)).isTrue();
      budget.release(800);
    });
  }

  @Test
  void requestsThatFillTheHeapAreEndedToo() throws Exception {
    onLoop(() -> {
      hold(0, 0, 0);
      fakes.get(1).head = 480_000;
      fakes.get(2).head = 15_000;
      assertThat(turn()).containsExactly(1, 1, 0);
      assertThat(shedding.heads()).isEqualTo(964_096 + 34_096);
      turn();
      assertThat(loop.overloaded()).isFalse();
    });
  }

  @Test
  void whatThePooledAllocatorHasHandedOutIsKnownExactly() {
    PooledByteBufAllocator pooled = new PooledByteBufAllocator(true);
    assertThat(BufferMemory.inUse(pooled)).isZero();
    ByteBuf buffer = pooled.directBuffer(64 * 1024);
    ByteBuf huge = pooled.directBuffer(32 << 20);
    assertThat(BufferMemory.inUse(pooled)).isEqualTo((64 << 10) + (32 << 20));
    buffer.release();
    huge.release();
    assertThat(BufferMemory.inUse(pooled)).isZero();
    assertThat(BufferMemory.inUse(UnpooledByteBufAllocator.DEFAULT))
        .isEqualTo(BufferMemory.UNKNOWN);
  }

  @Test
  void aLimitBeyondWhatTheProcessCanHaveIsLowered() {
    ByteSize modest = ByteSize.ofMiB(1);
    assertThat(Shedding.affordable(modest)).isEqualTo(modest);
    assertThat(Shedding.affordable(ByteSize.ofGiB(1024)).bytes())
        .isLessThan(BufferMemory.ceiling())
        .isGreaterThan(BufferMemory.ceiling() / 3);
  }
}
