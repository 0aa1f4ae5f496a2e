package dev.gatehouse.core.concurrency;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A pool under virtual time: requests come at random moments, wait for the bound or are refused,
 * and then for one of the servers' workers. Deterministic by its seed.
 */
final class SimulatedPool {
  private static final double WINDOW = 0.5;
  private static final int ENOUGH = 20;

  private record Event(double at, double admitted, double began) {}

  private final int workers;
  private final DoubleUnaryOperator rate;
  private final DoubleUnaryOperator service;
  private final int queue;
  private final AdaptiveLimit limit;
  private final boolean bounded;
  private final LatencyWindow window = new LatencyWindow();
  private final SplittableRandom random = new SplittableRandom(42);
  private final PriorityQueue<Event> busy =
      new PriorityQueue<>((a, b) -> Double.compare(a.at(), b.at()));
  private final ArrayDeque<double[]> inside = new ArrayDeque<>();
  private final ArrayDeque<Double> waiting = new ArrayDeque<>();

  int offered;
  int refused;
  int answered;
  private double[] latencies = new double[1024];
  private double limits;
  private int windows;

  /**
   * @param workers requests worked on at a time
   * @param rate requests per second at a moment
   * @param service what one takes on average at a moment, in seconds
   * @param limit the bound; null for none
   */
  SimulatedPool(
      int workers,
      DoubleUnaryOperator rate,
      DoubleUnaryOperator service,
      int queue,
      @org.jspecify.annotations.Nullable AdaptiveLimit limit) {
    this.workers = workers;
    this.rate = rate;
    this.service = service;
    this.queue = queue;
    this.bounded = limit != null;
    this.limit = limit == null ? new AdaptiveLimit(new AdaptiveSettings()) : limit;
  }

  /** Lets time pass from {@code from} to {@code to}, and counts what happens in it alone. */
  SimulatedPool run(double from, double to) {
    offered = 0;
    refused = 0;
    answered = 0;
    limits = 0;
    windows = 0;
    double next = from + gap(from);
    double tick = from + WINDOW;
    while (Math.min(next, tick) < to) {
      double due = busy.isEmpty() ? Double.MAX_VALUE : busy.peek().at();
      if (due <= next && due <= tick) {
        answer(busy.remove());
      } else if (next <= tick) {
        arrive(next);
        next += gap(next);
      } else {
        window.close(limit, ENOUGH, inFlight());
        limits += limit.limit();
        windows++;
        fill(tick);
        tick += WINDOW;
      }
    }
    return this;
  }

  private double gap(double now) {
    return -Math.log(1 - random.nextDouble()) / rate.applyAsDouble(now);
  }

  private int inFlight() {
    return busy.size() + inside.size();
  }

  private boolean full() {
    return bounded && inFlight() >= limit.limit();
  }

  private void arrive(double now) {
    offered++;
    if (!full()) {
      admit(now, now);
      return;
    }
    window.felt();
    if (waiting.size() < queue) {
      waiting.add(now);
    } else {
      refused++;
    }
  }

  private void admit(double now, double came) {
    inside.add(new double[] {now, came});
    work(now);
  }

  private void work(double now) {
    while (busy.size() < workers && !inside.isEmpty()) {
      double[] first = inside.remove();
      double takes = service.applyAsDouble(now) * (0.5 - Math.log(1 - random.nextDouble()) / 2);
      busy.add(new Event(now + takes, first[0], first[1]));
    }
  }

  private void answer(Event done) {
    window.add((long) ((done.at() - done.admitted()) * 1e9));
    if (answered == latencies.length) {
      latencies = Arrays.copyOf(latencies, answered * 2);
    }
    latencies[answered++] = done.at() - done.began();
    work(done.at());
    fill(done.at());
  }

  private void fill(double now) {
    while (!waiting.isEmpty() && !full()) {
      admit(now, waiting.remove());
    }
  }

  /** The latency that the part {@code part} of the answered stayed below, waiting included. */
  double latency(double part) {
    double[] sorted = Arrays.copyOf(latencies, answered);
    Arrays.sort(sorted);
    return sorted[(int) (answered * part)];
  }

  double meanLimit() {
    return limits / windows;
  }
}
