package dev.gatehouse.server.admin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bound on how often an address may be wrong about the token: {@value #AT_ONCE} times, and then
 * once per {@link #PAUSE}. Until then no token from there is looked at, also not the right one.
 * Guarded by itself.
 */
final class Guesses {
  static final int AT_ONCE = 10;
  static final Duration PAUSE = Duration.ofSeconds(6);

  /** Addresses that are remembered; the one that was wrong longest ago is forgotten first. */
  private static final int MOST = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Guesses.class);
  private static final int V6_PREFIX_BYTES = 8;

  private final InstantSource clock;
  private final LongAdder wrong = new LongAdder();

  /** Until when all guesses of an address are paid off, at one per pause. */
  private final Map<InetAddress, Instant> owed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Instant> eldest) {
          return size() > MOST;
        }
      };

  Guesses(InstantSource clock) {
    this.clock = clock;
  }

  /** What comes of a token that somebody shows. */
  enum Result {
    RIGHT,
    WRONG,
    NOT_LOOKED_AT
  }

  /**
   * Judges a token.
   *
   * @param address where it comes from
   * @param right whether it is the right one
   */
  synchronized Result judge(InetAddress address, boolean right) {
    InetAddress network = network(address);
    Instant now = clock.instant();
    Instant until = owed.getOrDefault(network, now);
    Instant from = until.isBefore(now) ? now : until;
    if (Duration.between(now, from).compareTo(PAUSE.multipliedBy(AT_ONCE - 1)) > 0) {
      return Result.NOT_LOOKED_AT;
    }
    if (right) {
      return Result.RIGHT;
    }
    wrong.increment();
    owed.put(network, from.plus(PAUSE));
    LOG.warn("admin: a wrong token from {}", address.getHostAddress());
    return Result.WRONG;
  }

  /** How many were wrong since the start. */
  long count() {
    return wrong.sum();
  }

  /** Whoever has one address of IPv6 has the 64 bits behind the prefix as well. */
  private static InetAddress network(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, V6_PREFIX_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the right length", e);
    }
  }
}
