package dev.gatehouse.bench;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.routing.MatchSettings;
import dev.gatehouse.core.routing.RouteRule;
import dev.gatehouse.core.routing.RouteTable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to find the route of a request, for 10 to 10,000 routes: by host, by path prefix
 * under one host, and by both. Requests ask for all routes in random order.
 *
 * <p>Run: {@code mvn -q -Pbench -pl bench -am process-classes -Djmh='RouteTableBenchmark -prof gc'}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RouteTableBenchmark {
  private static final int REQUESTS = 1 << 12;

  /**
   * Long enough to time, short enough to seldom be interrupted: the median holds on a busy machine.
   */
  private static final int BATCH = 64;

  /** What tells the routes apart. */
  public enum Shape {
    HOSTS,
    WILDCARDS,
    PREFIXES,
    BOTH
  }

  @Param({"10", "1000", "10000"})
  public int routes;

  @Param public Shape shape = Shape.HOSTS;

  private final Request[] requests = new Request[REQUESTS];
  private final InetAddress client = InetAddress.getLoopbackAddress();
  private RouteTable<String> table = RouteTable.of(List.of());
  private int next;

  @Setup
  public void setUp() {
    List<RouteRule<String>> rules = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      rules.add(new RouteRule<>("route-" + i, List.of(), match(i), "value-" + i));
    }
    table = RouteTable.of(rules);
    Random random = new Random(1);
    for (int i = 0; i < REQUESTS; i++) {
      requests[i] = request(random.nextInt(routes));
    }
    System.gc(); // a table that serves has long been moved together
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void match(Blackhole blackhole) {
    for (int i = 0; i < BATCH; i++) {
      blackhole.consume(table.match("web", requests[next++ & (REQUESTS - 1)], client));
    }
  }

  private MatchSettings match(int i) {
    return switch (shape) {
      case HOSTS -> match(List.of(host(i)), null);
      case WILDCARDS -> match(List.of("*." + host(i)), null);
      case PREFIXES -> match(List.of("www.example.com"), prefix(i));
      case BOTH -> match(List.of(host(i)), prefix(i));
    };
  }

  private Request request(int i) {
    String host =
        switch (shape) {
          case HOSTS, BOTH -> host(i);
          case WILDCARDS -> "www." + host(i);
          case PREFIXES -> "www.example.com";
        };
    return new Request(
        Methods.GET,
        HttpVersion.HTTP_1_1,
        "http",
        new Authority(host, host, -1),
        "/",
        prefix(i) + "/items/" + i,
        null,
        new Headers(),
        Body.empty());
  }

  private static String host(int i) {
    return String.format(Locale.ROOT, "tenant-%05d.example.com", i);
  }

  private static String prefix(int i) {
    return String.format(Locale.ROOT, "/api/v%d/service-%05d", i % 3, i);
  }

  private static MatchSettings match(List<String> hosts, @Nullable String prefix) {
    return new MatchSettings(
        hosts, null, prefix, null, List.of(), Map.of(), Map.of(), Map.of(), List.of());
  }
}
