package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.http.Via;
import dev.gatehouse.core.net.CidrSet;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells the backend who asks: X-Forwarded-For, -Proto, -Host, -Port, Via and X-Request-Id, written
 * anew for every request, and Forwarded (RFC 7239) where that is the source that is read.
 *
 * <p>Trust governs only what is accepted. Of a peer that is not trusted every forwarding field is
 * dropped, with the names that a backend may take for one. Of a trusted peer the chain is kept from
 * the client on, scheme, host and port if they are single and valid, and the request id.
 *
 * <p>Comes before any filter that asks for {@link Exchange#clientAddress}. A request that has gone
 * in a circle ends here. Immutable.
 */
public final class ForwardedFilter implements Filter {
  /**
   * How often a request may have passed through a Gatehouse: chains of several are in order, so one
   * pass is no loop yet.
   */
  static final int MOST_PASSES = 8;

  private static final Failure LOOP = Failure.of(FailureReason.LOOP_DETECTED);
  private static final int LONGEST_ID = 128;

  private final CidrSet trusted;
  private final ForwardedSource source;
  private final boolean writesForwarded;

  public ForwardedFilter(TrustedProxiesSettings settings) {
    this.trusted = CidrSet.of(settings.peers());
    this.source = settings.header();
    this.writesForwarded = source == ForwardedSource.FORWARDED;
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    Headers headers = exchange.request().headers();
    if (Via.passes(headers) >= MOST_PASSES) {
      responder.fail(LOOP);
      return;
    }
    ConnectionInfo connection = exchange.connection();
    if (trusted.contains(connection.peer().getAddress())) {
      fromTrusted(exchange, headers, connection);
    } else {
      ForwardingFields.removeAll(headers);
      headers.add(HeaderNames.X_FORWARDED_FOR, connection.peerText());
      write(
          exchange,
          headers,
          OuterRequest.of(exchange.request().scheme(), exchange.authority()),
          List.of());
    }
    next.handle(exchange, responder);
  }

  /**
   * Explains in words, to {@code trace}, who the client of a request with these headers from this
   * peer is, and returns its address.
   */
  public String explain(
      InetAddress peer, String peerText, Headers headers, Consumer<String> trace) {
    return ClientAddress.derive(peer, peerText, headers, trusted, source, trace).text();
  }

  /**
   * Does to the fields of a request that nobody has sent what {@link #handle} would, as far as
   * routes can see it, and returns the client's address.
   *
   * @param trace told in words how that is derived
   */
  public String rehearse(
      Request request, InetAddress peer, String peerText, Consumer<String> trace) {
    Headers headers = request.headers();
    ClientAddress client = ClientAddress.derive(peer, peerText, headers, trusted, source, trace);
    boolean believed = trusted.contains(peer);
    OuterRequest outer =
        believed
            ? OuterRequest.fromTrusted(
                request.scheme(), request.authority(), headers, source, client.chain())
            : OuterRequest.of(request.scheme(), request.authority());
    if (believed) {
      ForwardingFields.removeFresh(headers);
    } else {
      ForwardingFields.removeAll(headers);
    }
    headers
        .add(HeaderNames.X_FORWARDED_FOR, line(client.chain(), peerText))
        .add(HeaderNames.X_FORWARDED_PROTO, outer.proto())
        .add(HeaderNames.X_FORWARDED_HOST, outer.host())
        .add(HeaderNames.X_FORWARDED_PORT, outer.port())
        .add(HeaderNames.VIA, Via.entry(request.version()));
    return client.text();
  }

  private void fromTrusted(Exchange exchange, Headers headers, ConnectionInfo connection) {
    ClientAddress client =
        ClientAddress.derive(
            connection.peer().getAddress(), connection.peerText(), headers, trusted, source, null);
    OuterRequest outer =
        OuterRequest.fromTrusted(
            exchange.request().scheme(), exchange.authority(), headers, source, client.chain());
    String id = headers.get(HeaderNames.X_REQUEST_ID);
    if (id != null && isId(id)) {
      exchange.id(id);
    }
    exchange.clientAddress(client.text());
    ForwardingFields.removeFresh(headers);
    headers.add(HeaderNames.X_FORWARDED_FOR, line(client.chain(), connection.peerText()));
    write(exchange, headers, outer, client.chain());
  }

  private void write(Exchange exchange, Headers headers, OuterRequest outer, List<Hop> chain) {
    headers
        .add(HeaderNames.X_FORWARDED_PROTO, outer.proto())
        .add(HeaderNames.X_FORWARDED_HOST, outer.host())
        .add(HeaderNames.X_FORWARDED_PORT, outer.port())
        .add(HeaderNames.X_REQUEST_ID, exchange.id())
        .add(HeaderNames.VIA, Via.entry(exchange.request().version()));
    if (writesForwarded) {
      headers.add(HeaderNames.FORWARDED, forwarded(chain, exchange));
    }
  }

  private static String line(List<Hop> chain, String peer) {
    if (chain.isEmpty()) {
      return peer;
    }
    StringBuilder line = new StringBuilder();
    for (Hop hop : chain) {
      line.append(hop.text()).append(", ");
    }
    return line.append(peer).toString();
  }

  private static String forwarded(List<Hop> chain, Exchange exchange) {
    StringBuilder line = new StringBuilder();
    for (Hop hop : chain) {
      element(line, hop);
      line.append(", ");
    }
    ConnectionInfo peer = exchange.connection();
    element(
        line, new Hop(null, peer.peerText(), exchange.request().scheme(), exchange.authority()));
    return line.toString();
  }

  private static void element(StringBuilder line, Hop hop) {
    boolean ipv6 = hop.text().indexOf(':') >= 0;
    line.append("for=").append(ipv6 ? "\"[" : "").append(hop.text()).append(ipv6 ? "]\"" : "");
    Authority host = hop.host();
    if (host != null) {
      String quote = Tokens.isToken(host.text()) ? "" : "\"";
      line.append(";host=").append(quote).append(host.text()).append(quote);
    }
    if (hop.proto() != null) {
      line.append(";proto=").append(hop.proto());
    }
  }

  /** An id is short and harmless wherever it is written: in headers, logs, pages and queries. */
  private static boolean isId(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && "-_.:+=/@".indexOf(c) < 0) {
        return false;
      }
    }
    return !id.isEmpty() && id.length() <= LONGEST_ID;
  }
}
