package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.net.CidrSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who the client of a request is, and how that is known.
 *
 * <p>The peer is the client unless it is trusted. What a trusted peer says is read from the right:
 * each note was written by the proxy to its right, so it holds as long as that one is trusted. The
 * first address that is not trusted is the client; where a note cannot be read, the last address
 * before it; if all are trusted, the leftmost.
 *
 * @param text the client's address, without port and zone
 * @param chain the verified hops from the client to the one before the peer; empty if the client is
 *     the peer
 */
record ClientAddress(String text, List<Hop> chain) {
  /** The longest chain that is followed; behind it stands nothing that is believed. */
  static final int LONGEST = 32;

  /**
   * Derives the client from the peer's address and what the request says.
   *
   * @param trace told of every step, for people; null if nobody wants to know
   */
  static ClientAddress derive(
      InetAddress peer,
      String peerText,
      Headers headers,
      CidrSet trusted,
      ForwardedSource source,
      @Nullable Consumer<String> trace) {
    if (!trusted.contains(peer)) {
      tell(trace, "peer ", peerText, " is not trusted: the client");
      return new ClientAddress(peerText, List.of());
    }
    tell(trace, "peer ", peerText, " is trusted");
    tell(trace, "", field(source), " is read from the right");
    List<Hop> chain = new ArrayList<>(4);
    for (Hop hop : hops(headers, source)) {
      InetAddress address = hop.address();
      if (address == null) {
        tell(trace, "next entry", "", " names no address: nothing beyond is believed");
        break;
      }
      if (chain.size() == LONGEST) {
        tell(trace, "more than " + LONGEST + " entries", "", ": nothing beyond is believed");
        break;
      }
      chain.addFirst(hop);
      if (!trusted.contains(address)) {
        tell(trace, "entry ", hop.text(), " is not trusted: the client");
        return new ClientAddress(hop.text(), chain);
      }
      tell(trace, "entry ", hop.text(), " is trusted: skipped");
    }
    String client = chain.isEmpty() ? peerText : chain.getFirst().text();
    tell(trace, "no untrusted address: ", client, " is the client");
    return new ClientAddress(client, chain);
  }

  /** The hops that the source tells of, the nearest first, up to one more than are followed. */
  private static List<Hop> hops(Headers headers, ForwardedSource source) {
    String name = field(source);
    List<Hop> hops = new ArrayList<>();
    for (int i = headers.size() - 1; i >= 0 && hops.size() <= LONGEST; i--) {
      if (headers.name(i).equals(name)) {
        switch (source) {
          case X_FORWARDED_FOR -> addFromList(headers.value(i), hops);
          case FORWARDED -> hops.addAll(ForwardedField.nearestFirst(headers.value(i)));
        }
      }
    }
    return hops;
  }

  private static void addFromList(String line, List<Hop> hops) {
    int end = line.length();
    while (end >= 0 && hops.size() <= LONGEST) {
      int comma = end == 0 ? -1 : line.lastIndexOf(',', end - 1);
      String entry = line.substring(comma + 1, end);
      if (!entry.isBlank()) { // empty list elements mean nothing (RFC 9110 §5.6.1.2)
        hops.add(Hop.parse(entry));
      }
      end = comma;
    }
  }

  private static String field(ForwardedSource source) {
    return switch (source) {
      case X_FORWARDED_FOR -> HeaderNames.X_FORWARDED_FOR;
      case FORWARDED -> HeaderNames.FORWARDED;
    };
  }

  private static void tell(
      @Nullable Consumer<String> trace, String before, String what, String after) {
    if (trace != null) {
      trace.accept(before + what + after);
    }
  }
}
