package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.body.Pressure;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.transport.BufferMemory;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.Holdings;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The watch over the memory that clients' connections take: every loop counts what its own hold,
 * and ends some of them before memory runs out, first the idle, then the largest.
 *
 * <p>Two things run out separately: buffers, bounded by the {@link MemoryBudget}, and the heap, of
 * which requests may take half.
 *
 * <p>Shared by all event loops: what each has counted is added up by whoever needs the sum.
 */
public final class Shedding {
  /**
   * Of the memory outside the heap, in percent, what buffers may hold: the rest is lost in gaps
   * between them, in caches of the allocator, and to what comes in before the next count.
   */
  private static final int USABLE = 50;

  private static final long MIB = 1 << 20;

  private final MemoryBudget budget;
  private final long heapLimit;
  private final AtomicLongArray held;
  private final AtomicLongArray heads;
  private final List<Shedder> shedders = new ArrayList<>();

  private Shedding(MemoryBudget budget, long heapLimit, int loops) {
    this.budget = budget;
    this.heapLimit = heapLimit;
    this.held = new AtomicLongArray(loops);
    this.heads = new AtomicLongArray(loops);
  }

  /** Starts the watch on every loop; it ends with them. */
  public static Shedding start(EventLoops loops, MemoryBudget budget) {
    return start(loops, budget, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * @param heapLimit bytes of the heap that requests may take
   */
  static Shedding start(EventLoops loops, MemoryBudget budget, long heapLimit) {
    Shedding made = new Shedding(budget, heapLimit, loops.loops().size());
    for (Loop loop : loops.loops()) {
      Shedder shedder = new Shedder(loop, made);
      made.shedders.add(shedder);
      loop.eventLoop().execute(shedder::begin);
    }
    return made;
  }

  /**
   * The limit that this process can keep: {@code configured}, or less if it does not have as much.
   */
  public static ByteSize affordable(ByteSize configured) {
    long most = (BufferMemory.ceiling() + 99) / 100 * USABLE;
    return configured.bytes() <= most ? configured : new ByteSize(Math.max(MIB, most / MIB * MIB));
  }

  /** What watches over the connections of {@code loop}. */
  Shedder of(Loop loop) {
    return shedders.get(loop.index());
  }

  /** Bytes of the heap that requests take, about. */
  public long heads() {
    return sum(heads);
  }

  /**
   * Takes over what the connections of one loop hold.
   *
   * @return how short memory is now
   */
  Pressure count(int loop, Holdings holdings) {
    held.set(loop, holdings.buffers());
    heads.set(loop, holdings.heads());
    long inUse = BufferMemory.inUse(ByteBufAllocator.DEFAULT);
    budget.measured(inUse == BufferMemory.UNKNOWN ? sum(held) : inUse);
    return Pressure.of(budget.total(), budget.limit()).or(Pressure.of(sum(heads), heapLimit));
  }

  /** True while so little is in use that it takes a while to run out. */
  boolean isAmple() {
    return budget.total() < budget.limit() / 2 && sum(heads) < heapLimit / 2;
  }

  /** How many bytes the loop with {@code holdings} has to free: its share of what is too much. */
  long share(Holdings holdings) {
    long buffers = Pressure.excess(budget.total(), budget.limit());
    long requests = Pressure.excess(sum(heads), heapLimit);
    return part(buffers, holdings.buffers(), sum(held))
        + part(requests, holdings.heads(), sum(heads));
  }

  private static long part(long excess, long mine, long all) {
    return all <= 0 ? 0 : (long) ((double) excess * mine / all);
  }

  private static long sum(AtomicLongArray numbers) {
    long sum = 0;
    for (int i = 0; i < numbers.length(); i++) {
      sum += numbers.get(i);
    }
    return sum;
  }
}
