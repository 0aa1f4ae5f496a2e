package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import io.prometheus.metrics.model.snapshots.Labels;

/** The counts of one listener. Allocates nothing. */
final class ListenerCounters implements ConnectionObserver {
  private static final Refusal[] REFUSALS = Refusal.values();
  private static final Ending[] ENDINGS = Ending.values();
  private static final int ACCEPTED = 0;
  private static final int CLOSED = ACCEPTED + 1;
  private static final int HANDSHAKES = CLOSED + 1;
  private static final int FAILED_HANDSHAKES = HANDSHAKES + 1;
  private static final int HANDSHAKE_NANOS = FAILED_HANDSHAKES + 1;
  private static final int REFUSED = HANDSHAKE_NANOS + 1;
  private static final int ENDED = REFUSED + REFUSALS.length;
  private static final int CELLS = ENDED + ENDINGS.length;

  private final Labels labels;
  private final LoopCounters counters;

  ListenerCounters(String listener, int loops) {
    labels = Labels.of("listener", listener);
    counters = new LoopCounters(loops, CELLS);
  }

  @Override
  public void accepted(int loop) {
    counters.add(loop, ACCEPTED, 1);
  }

  @Override
  public void closed(int loop) {
    counters.add(loop, CLOSED, 1);
  }

  @Override
  public void refused(int loop, Refusal why) {
    counters.add(loop, REFUSED + why.ordinal(), 1);
  }

  @Override
  public void ended(int loop, Ending why) {
    counters.add(loop, ENDED + why.ordinal(), 1);
  }

  @Override
  public void handshake(int loop, boolean succeeded, long nanos) {
    counters.add(loop, succeeded ? HANDSHAKES : FAILED_HANDSHAKES, 1);
    counters.add(loop, HANDSHAKE_NANOS, nanos);
  }

  /** The connections that were accepted, and those that are open. */
  Connections connections() {
    // Closed first: what closes between the two reads must not make the difference negative.
    long closed = counters.sum(CLOSED);
    long accepted = counters.sum(ACCEPTED);
    return new Connections(accepted, Math.max(0, accepted - closed));
  }

  /** The families of all listeners. */
  static void collect(Iterable<ListenerCounters> listeners, Families into) {
    Families.Counter accepted =
        into.counter("gatehouse_listener_accepted", "Connections accepted from clients.");
    Families.Gauge open =
        into.gauge("gatehouse_listener_connections", "Connections of clients that are open.");
    Families.Counter refused =
        into.counter("gatehouse_listener_refused", "Connections closed unserved, by reason.");
    Families.Counter ended =
        into.counter("gatehouse_listener_ended", "Connections ended by the proxy, by reason.");
    Families.Counter handshakes =
        into.counter("gatehouse_tls_handshakes", "TLS handshakes with clients, by result.");
    Families.Counter handshakeTimes =
        into.counter("gatehouse_tls_handshake_seconds", "Time TLS handshakes with clients took.");
    for (ListenerCounters each : listeners) {
      Connections connections = each.connections();
      accepted.add(each.labels, connections.accepted());
      open.add(each.labels, connections.open());
      for (Refusal why : REFUSALS) {
        refused.add(
            each.labels.add("reason", why.code()), each.counters.sum(REFUSED + why.ordinal()));
      }
      for (Ending why : ENDINGS) {
        ended.add(each.labels.add("reason", why.code()), each.counters.sum(ENDED + why.ordinal()));
      }
      handshakes.addSeen(each.labels, "result", "ok", each.counters.sum(HANDSHAKES));
      handshakes.addSeen(each.labels, "result", "failed", each.counters.sum(FAILED_HANDSHAKES));
      handshakeTimes.addNanos(each.labels, each.counters.sum(HANDSHAKE_NANOS));
    }
  }
}
