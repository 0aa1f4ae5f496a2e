package dev.gatehouse.bench.balance;

import dev.gatehouse.core.balance.Balancer;
import dev.gatehouse.core.balance.Hashes;
import dev.gatehouse.core.balance.LeastRequest;
import dev.gatehouse.core.balance.LeastTime;
import dev.gatehouse.core.balance.Maglev;
import dev.gatehouse.core.balance.PickContext;
import dev.gatehouse.core.balance.RandomPick;
import dev.gatehouse.core.balance.RingHash;
import dev.gatehouse.core.balance.RoundRobin;
import dev.gatehouse.core.balance.Share;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The comparison of all balancers, printed as tables and drawn as bars; the first argument is the
 * directory for the drawings.
 */
public final class BalancerSimulation {
  private static final double MEAN = 10e6;
  private static final double SLOW = 10;
  private static final double LOAD = 0.6;
  private static final int KEYS = 200_000;

  /** The balancers, each made for a set of servers with the same source of chance. */
  private enum Kind {
    ROUND_ROBIN,
    RANDOM,
    LEAST_REQUEST,
    LEAST_TIME,
    RING_HASH,
    MAGLEV;

    Balancer<SimulatedServer> over(List<SimulatedServer> servers) {
      List<Share<SimulatedServer>> shares =
          servers.stream().map(server -> new Share<>(server, 1)).toList();
      SplittableRandom random = new SplittableRandom(1);
      return switch (this) {
        case ROUND_ROBIN -> new RoundRobin<>(shares, new AtomicInteger());
        case RANDOM -> new RandomPick<>(shares, random::nextInt);
        case LEAST_REQUEST -> new LeastRequest<>(shares, random::nextInt);
        case LEAST_TIME -> new LeastTime<>(shares, random::nextInt);
        case RING_HASH -> new RingHash<>(shares);
        case MAGLEV -> new Maglev<>(shares);
      };
    }

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What was found of one balancer over one number of servers. */
  private record Found(double even, double p50, double p99, double slowP99, double moved) {}

  private BalancerSimulation() {}

  /** Runs everything; takes about a minute. */
  public static void main(String[] args) throws IOException {
    for (int servers : new int[] {10, 1_000}) {
      Map<String, Found> found = new LinkedHashMap<>();
      for (Kind kind : Kind.values()) {
        found.put(kind.word(), find(kind, servers));
      }
      print(System.out, servers, found);
      if (args.length > 0) {
        draw(Path.of(args[0]).resolve("balancing-" + servers + ".svg"), servers, found);
      }
    }
  }

  private static Found find(Kind kind, int count) {
    int requests = Math.max(400_000, count * 400);
    List<SimulatedServer> equal = servers(count, count);
    double capacity = SimulatedServer.PLACES * 1e9 / MEAN;
    long[] calm = new Simulation(kind.over(equal), requests, 7).run(capacity * count * LOAD);
    List<SimulatedServer> mixed = servers(count, count - count / 10);
    double left = capacity * (count - count / 10.0 + count / 10.0 / SLOW);
    long[] slow = new Simulation(kind.over(mixed), requests, 7).run(left * LOAD);
    return new Found(
        Simulation.unevenness(equal),
        millis(calm, 0.5),
        millis(calm, 0.99),
        millis(slow, 0.99),
        kind == Kind.RING_HASH || kind == Kind.MAGLEV ? moved(kind, count) : Double.NaN);
  }

  private static List<SimulatedServer> servers(int count, int fast) {
    List<SimulatedServer> servers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      servers.add(new SimulatedServer(i, i < fast ? MEAN : MEAN * SLOW));
    }
    return servers;
  }

  private static double millis(long[] sorted, double part) {
    return sorted[(int) (sorted.length * part)] / 1e6;
  }

  /** The part of the keys of servers that stay which move when one of them leaves. */
  private static double moved(Kind kind, int count) {
    List<SimulatedServer> all = servers(count, count);
    Balancer<SimulatedServer> before = kind.over(all);
    Balancer<SimulatedServer> after = kind.over(all.subList(1, count));
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      SimulatedServer was = pick(before, key);
      if (was != all.getFirst() && was != pick(after, key)) {
        moved++;
      }
    }
    return (double) moved / KEYS;
  }

  private static SimulatedServer pick(Balancer<SimulatedServer> balancer, int key) {
    SimulatedServer picked =
        balancer.pick(
            new PickContext<>() {
              @Override
              public boolean tried(SimulatedServer candidate) {
                return false;
              }

              @Override
              public long hash() {
                return Hashes.of("user-" + key);
              }

              @Override
              public long now() {
                return 0;
              }
            });
    if (picked == null) {
      throw new IllegalStateException("nobody picked");
    }
    return picked;
  }

  private static void print(PrintStream out, int servers, Map<String, Found> found) {
    out.printf(
        "| %,d backends | furthest from a fair share | p50 | p99 | p99, one in ten slow |"
            + " moved beyond need |%n| --- | --- | --- | --- | --- | --- |%n",
        servers);
    found.forEach((word, each) ->
        out.printf(
            Locale.ROOT,
            "| `%s` | %.1f %% | %.1f ms | %.1f ms | %.1f ms | %s |%n",
            word,
            each.even() * 100,
            each.p50(),
            each.p99(),
            each.slowP99(),
            Double.isNaN(each.moved())
                ? ""
                : String.format(Locale.ROOT, "%.2f %%", each.moved() * 100)));
    out.println();
  }

  /** Bars of the p99 with one server in ten slow, on a logarithmic scale. */
  private static void draw(Path file, int servers, Map<String, Found> found) throws IOException {
    StringBuilder svg = new StringBuilder(4_000);
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 220\""
            + " font-family=\"sans-serif\" font-size=\"13\">\n"
            + "<rect width=\"640\" height=\"220\" fill=\"white\"/>\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"10\" y=\"20\">p99 latency, one of ten backends ten times slower,"
                + " %,d backends (logarithmic)</text>%n",
            servers));
    int row = 0;
    for (Map.Entry<String, Found> each : found.entrySet()) {
      double p99 = each.getValue().slowP99();
      double width = Math.max(1, Math.log10(p99 / 10) * 100);
      int y = 40 + row++ * 28;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"10\" y=\"%d\">%s</text><rect x=\"120\" y=\"%d\" width=\"%.0f\""
                  + " height=\"18\" fill=\"#3b6ea5\"/><text x=\"%.0f\" y=\"%d\">%.0f ms</text>%n",
              y + 14,
              each.getKey(),
              y,
              width,
              126 + width,
              y + 14,
              p99));
    }
    Files.writeString(file, svg.append("</svg>\n").toString());
  }
}
