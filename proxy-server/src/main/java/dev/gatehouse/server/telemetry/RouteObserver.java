package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Upgrades;
import io.prometheus.metrics.model.snapshots.Labels;

/** The counts of one route. Told of an exchange's end on its event loop; allocates nothing. */
final class RouteObserver implements ExchangeObserver {
  private static final FailureReason[] REASONS = FailureReason.values();

  /** Protocols that are told apart: a route may allow many, and clients name them. */
  private static final String[] KINDS = {Upgrades.WEBSOCKET, "other"};

  static final int STATUS = 0;
  static final int BYTES_IN = STATUS + StatusClass.COUNT;
  static final int BYTES_OUT = BYTES_IN + 1;
  static final int DURATION = BYTES_OUT + 1;
  static final int FAILURES = DURATION + Latency.CELLS;
  static final int OPENED = FAILURES + REASONS.length;
  static final int CLOSED = OPENED + KINDS.length;

  /** How many counts there are; the constants say where which one is. */
  static final int CELLS = CLOSED + KINDS.length;

  private final Labels labels;
  private final LoopCounters counters;
  private final Latency duration;

  RouteObserver(String route, int loops) {
    labels = Labels.of("route", route);
    counters = new LoopCounters(loops, CELLS);
    duration = new Latency(counters, DURATION, Latency.examples(loops));
  }

  @Override
  public void opened(Exchange exchange) {
    counters.add(exchange.loop().index(), OPENED + kind(exchange), 1);
  }

  private static int kind(Exchange exchange) {
    return Upgrades.WEBSOCKET.equals(exchange.request().upgrade()) ? 0 : 1;
  }

  @Override
  public void finished(Exchange exchange) {
    int loop = exchange.loop().index();
    if (exchange.tunnel()) {
      counters.add(loop, CLOSED + kind(exchange), 1);
    }
    counters.add(loop, STATUS + StatusClass.of(exchange.status()), 1);
    counters.add(loop, BYTES_IN, exchange.requestBytes());
    counters.add(loop, BYTES_OUT, exchange.responseBytes());
    duration.record(exchange);
    Failure failure = exchange.failure();
    if (failure != null) {
      counters.add(loop, FAILURES + failure.reason().ordinal(), 1);
    }
  }

  RouteTally tally() {
    long requests = 0;
    for (int i = 0; i < StatusClass.COUNT; i++) {
      requests += counters.sum(STATUS + i);
    }
    long failures = 0;
    for (FailureReason reason : REASONS) {
      failures += counters.sum(FAILURES + reason.ordinal());
    }
    return new RouteTally(requests, failures);
  }

  /** Adds all counts to {@code sums}, cell by cell. */
  void addTo(long[] sums) {
    for (int i = 0; i < CELLS; i++) {
      sums[i] += counters.sum(i);
    }
  }

  /** The families of all routes. */
  static void collect(Iterable<RouteObserver> routes, Families into) {
    Families.Counter requests =
        into.counter("gatehouse_requests", "Requests that ended, by the class of their status.");
    Families.Histogram durations =
        into.histogram(
            "gatehouse_request_duration_seconds", "Time from a request's head to its end.");
    Families.Counter received =
        into.counter("gatehouse_request_bytes", "Content bytes received from clients.");
    Families.Counter sent =
        into.counter("gatehouse_response_bytes", "Content bytes sent to clients.");
    Families.Counter failures =
        into.counter("gatehouse_request_failures", "Requests that failed, by reason.");
    Families.Counter opened =
        into.counter(
            "gatehouse_tunnels_opened", "Connections handed over to another protocol, by it.");
    Families.Gauge open = into.gauge("gatehouse_tunnels_open", "Those that are open now.");
    for (RouteObserver each : routes) {
      for (int i = 0; i < KINDS.length; i++) {
        long closed = each.counters.sum(CLOSED + i);
        long count = each.counters.sum(OPENED + i);
        if (i == 0 || count > 0) {
          Labels labels = each.labels.add("protocol", KINDS[i]);
          opened.add(labels, count);
          open.add(labels, count - closed);
        }
      }
      for (int i = 0; i < StatusClass.COUNT; i++) {
        long count = each.counters.sum(STATUS + i);
        requests.addSeen(each.labels, "status", StatusClass.label(i), count);
      }
      durations.add(each.labels, each.duration);
      received.add(each.labels, each.counters.sum(BYTES_IN));
      sent.add(each.labels, each.counters.sum(BYTES_OUT));
      for (FailureReason reason : REASONS) {
        long count = each.counters.sum(FAILURES + reason.ordinal());
        failures.addSeen(each.labels, "reason", reason.code(), count);
      }
    }
  }
}
