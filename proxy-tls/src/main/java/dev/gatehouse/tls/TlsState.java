package dev.gatehouse.tls;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What TLS keeps for the life of the process, while stores come and go with configurations: the
 * engine, and for each listener its ticket keys and counters; and the self-signed certificates, so
 * that whoever has accepted one need not do so again.
 *
 * <p>Shared, guarded by itself.
 */
public final class TlsState {
  private final TlsEngine engine;
  private final InstantSource clock;
  private final Map<String, TicketKeys> ticketKeys = new ConcurrentHashMap<>();
  private final Map<String, TlsStatistics> statistics = new ConcurrentHashMap<>();
  private final Map<List<String>, ServerCertificate> selfSigned = new ConcurrentHashMap<>();

  /** For the whole process. */
  public TlsState(TlsEngine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /** The engine in use; its {@link TlsEngine#describe} belongs into the start-up log. */
  public TlsEngine engine() {
    return engine;
  }

  /** The counters of the listener of that name; all zero for one that never was. */
  public TlsStatistics statistics(String listener) {
    return statistics.computeIfAbsent(listener, any -> new TlsStatistics());
  }

  /** What a process that takes the place of this one needs. */
  public TlsHeritage heritage() {
    Map<String, TlsHeritage.Tickets> tickets = new LinkedHashMap<>();
    ticketKeys.forEach((listener, keys) -> tickets.put(listener, keys.copy()));
    List<TlsHeritage.Certificate> certificates = new ArrayList<>();
    selfSigned.forEach((names, made) -> certificates.add(TlsHeritage.Certificate.of(names, made)));
    return new TlsHeritage(tickets, certificates);
  }

  /** Goes on with what another process had; before anything is loaded. */
  public void inherit(TlsHeritage heritage) {
    heritage.tickets().forEach((listener, tickets) -> ticketKeys(listener).inherit(tickets));
    heritage.selfSigned().forEach(each -> selfSigned.put(each.names(), each.read()));
  }

  /** What tells certificates from expired ones. */
  public InstantSource clock() {
    return clock;
  }

  TicketKeys ticketKeys(String listener) {
    return ticketKeys.computeIfAbsent(listener, any -> new TicketKeys());
  }

  ServerCertificate selfSigned(List<String> names) {
    return selfSigned.computeIfAbsent(
        List.copyOf(names), wanted -> SelfSigned.create(wanted, clock.instant()));
  }
}
