package dev.gatehouse.bench.balance;

import dev.gatehouse.core.balance.Balancer;
import dev.gatehouse.core.balance.Hashes;
import dev.gatehouse.core.balance.PickContext;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * One run: requests come at random moments at a constant rate, whatever becomes of those before
 * them, and a balancer sends each to a server. Deterministic by its seed.
 */
final class Simulation {
  private static final double SECOND = 1e9;

  /** An answer that is due. */
  private record Due(long at, long arrived, SimulatedServer by) {}

  private static final class Request implements PickContext<SimulatedServer> {
    long hash;
    long now;

    @Override
    public boolean tried(SimulatedServer candidate) {
      return false;
    }

    @Override
    public long hash() {
      return hash;
    }

    @Override
    public long now() {
      return now;
    }
  }

  private final Balancer<SimulatedServer> balancer;
  private final SplittableRandom random;
  private final PriorityQueue<Due> due =
      new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));
  private final Request request = new Request();
  private final long[] latencies;
  private int answered;

  Simulation(Balancer<SimulatedServer> balancer, int requests, long seed) {
    this.balancer = balancer;
    this.random = new SplittableRandom(seed);
    this.latencies = new long[requests];
  }

  /** Sends all requests, {@code rate} per second; returns the latencies in ascending order. */
  long[] run(double rate) {
    double clock = 0;
    for (int i = 0; i < latencies.length; i++) {
      clock += -Math.log(1 - random.nextDouble()) * SECOND / rate;
      long now = (long) clock;
      answerUntil(now);
      request.now = now;
      request.hash = Hashes.mix(random.nextLong());
      SimulatedServer server = balancer.pick(request);
      if (server == null) {
        throw new IllegalStateException("nobody picked");
      }
      server.active++;
      server.served++;
      if (server.busy < SimulatedServer.PLACES) {
        work(server, now, now);
      } else {
        server.queue.add(now);
      }
    }
    answerUntil(Long.MAX_VALUE);
    Arrays.sort(latencies);
    return latencies;
  }

  private void answerUntil(long now) {
    while (!due.isEmpty() && due.element().at() <= now) {
      Due next = due.remove();
      SimulatedServer server = next.by();
      latencies[answered++] = next.at() - next.arrived();
      server.active--;
      server.busy--;
      server.latency.add(next.at() - next.arrived(), next.at());
      Long waiting = server.queue.poll();
      if (waiting != null) {
        work(server, waiting, next.at());
      }
    }
  }

  private void work(SimulatedServer server, long arrived, long now) {
    server.busy++;
    long takes = (long) (-Math.log(1 - random.nextDouble()) * server.meanNanos);
    due.add(new Due(now + takes, arrived, server));
  }

  /** How far the share of the server that is furthest off is from the fair one: 0.1 for 10 %. */
  static double unevenness(List<SimulatedServer> servers) {
    double fair = servers.stream().mapToInt(server -> server.served).average().orElse(1);
    return servers.stream()
        .mapToDouble(server -> Math.abs(server.served - fair) / fair)
        .max()
        .orElse(0);
  }
}
