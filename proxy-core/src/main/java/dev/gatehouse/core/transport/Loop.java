package dev.gatehouse.core.transport;

import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.time.Deadlines;
import dev.gatehouse.core.time.Timed;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one event loop owns: its deadlines and their tick, the flusher, scratch space for heads,
 * request ids.
 *
 * <p>Confined to its event loop, except for construction and {@link #eventLoop()}.
 */
public final class Loop implements LoopScope {
  /** How often deadlines are swept: the precision of every timeout. */
  public static final long TICK_MILLIS = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private static final int SCRATCH = 64 * 1024;

  private final EventLoop eventLoop;
  private final int index;
  private final Clock clock;
  private final Deadlines deadlines = new Deadlines();
  private final Flusher flusher;
  private final RequestIds requestIds = new RequestIds();
  private final Presence presence = new Presence();
  private boolean overloaded;
  private byte[] scratch = new byte[SCRATCH];

  public Loop(EventLoop eventLoop, int index, Clock clock) {
    this.eventLoop = eventLoop;
    this.index = index;
    this.clock = clock;
    this.flusher = new Flusher(eventLoop);
  }

  /** Starts the tick that sweeps the deadlines, until the event loop shuts down. */
  public void start() {
    eventLoop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      deadlines.sweep(clock.nanos());
    } catch (RuntimeException | OutOfMemoryError bug) {
      // an exception would end the tick, and with it every time limit of this loop
      LOG.error("event loop {}: a deadline's action failed", index, bug);
    }
  }

  public EventLoop eventLoop() {
    return eventLoop;
  }

  @Override
  public EventLoop executor() {
    return eventLoop;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Deadlines deadlines() {
    return deadlines;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public String nextRequestId() {
    return requestIds.next();
  }

  @Override
  public boolean overloaded() {
    return overloaded;
  }

  /** Sets whether new requests are refused for want of memory. */
  public void overloaded(boolean overloaded) {
    this.overloaded = overloaded;
  }

  public Flusher flusher() {
    return flusher;
  }

  /** What the pipeline of every connection begins with. */
  public Presence presence() {
    return presence;
  }

  /**
   * Space to parse or build one head in, valid until the next call out of the caller's own code: at
   * least {@code size} bytes.
   *
   * @param size at most what the limits on heads allow
   */
  public byte[] scratch(int size) {
    if (scratch.length < size) {
      scratch = new byte[size];
    }
    return scratch;
  }

  /** A deadline {@code millis} from now; {@code Timed.NEVER} for 0. */
  public long in(long millis) {
    return millis == 0 ? Timed.NEVER : clock.nanos() + millis * 1_000_000L;
  }
}
