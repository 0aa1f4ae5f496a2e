package dev.gatehouse.bench.balance;

import dev.gatehouse.core.balance.Candidate;
import dev.gatehouse.core.balance.PeakAverage;
import java.util.ArrayDeque;

/**
 * A server with a fixed number of places and a queue before them; each request takes an
 * exponentially distributed time.
 */
final class SimulatedServer implements Candidate {
  /** Requests it works on at a time. */
  static final int PLACES = 8;

  final String key;
  final double meanNanos;
  final PeakAverage latency = new PeakAverage();
  final ArrayDeque<Long> queue = new ArrayDeque<>();
  int busy;
  int active;
  int served;

  SimulatedServer(int number, double meanNanos) {
    this.key = "http://10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256;
    this.meanNanos = meanNanos;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public long latency(long now) {
    return latency.at(now);
  }
}
