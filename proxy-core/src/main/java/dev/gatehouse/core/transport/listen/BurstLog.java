package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.ConnectionObserver.Refusal;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.Loop;
import java.net.InetAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's view of connections that are refused, or ended before their time: one warning per cause
 * and minute, with their number and where most of them came from, however many there are.
 *
 * <p>Shared by all event loops, under its own lock: it is taken once per such connection, for the
 * time of a few writes.
 */
public final class BurstLog {
  /** Ended connections of one cause within a minute that are worth a line. */
  static final int MANY = 100;

  private static final int TURN_SECONDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(BurstLog.class);
  private static final Refusal[] REFUSALS = Refusal.values();
  private static final Ending[] ENDINGS = Ending.values();

  private final Consumer<String> out;
  private final Burst[] refused = new Burst[REFUSALS.length];
  private final Burst[] ended = new Burst[ENDINGS.length];

  public BurstLog() {
    this(LOG::warn);
  }

  BurstLog(Consumer<String> out) {
    this.out = out;
    for (int i = 0; i < refused.length; i++) {
      refused[i] = new Burst(1);
    }
    for (int i = 0; i < ended.length; i++) {
      ended[i] = new Burst(MANY);
    }
  }

  synchronized void refused(Refusal why, InetAddress peer, long now) {
    if (why != Refusal.DRAINING) {
      say("refused", why.code(), refused[why.ordinal()].add(peer, now));
    }
  }

  synchronized void ended(Ending why, InetAddress peer, long now) {
    if (!isEverydayLife(why)) {
      say("ended", why.code(), ended[why.ordinal()].add(peer, now));
    }
  }

  /** Sees to it that what is left to be said is said, as long as {@code loops} run. */
  public void start(EventLoops loops) {
    Loop loop = loops.loops().getFirst();
    loop.eventLoop()
        .scheduleWithFixedDelay(
            () -> turn(loop.clock().nanos()), TURN_SECONDS, TURN_SECONDS, TimeUnit.SECONDS);
  }

  /** Says what is left to be said. */
  synchronized void turn(long now) {
    for (Refusal why : REFUSALS) {
      say("refused", why.code(), refused[why.ordinal()].turn(now));
    }
    for (Ending why : ENDINGS) {
      say("ended", why.code(), ended[why.ordinal()].turn(now));
    }
  }

  /** Connections end so without anybody doing wrong. */
  private static boolean isEverydayLife(Ending why) {
    return switch (why) {
      case KEEP_ALIVE, REQUESTS, AGE, TUNNEL_IDLE -> true;
      default -> false;
    };
  }

  private void say(String what, String why, Burst.@Nullable Line line) {
    if (line != null) {
      InetAddress mostly = line.mostly();
      out.accept(
          String.format(
              Locale.ROOT,
              "%s %,d connections within %d s: %s%s",
              what,
              line.count(),
              line.seconds(),
              why,
              mostly == null ? "" : ", mostly from " + mostly.getHostAddress()));
    }
  }
}
