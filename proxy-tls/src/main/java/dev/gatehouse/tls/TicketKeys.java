package dev.gatehouse.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys under which one listener's sessions are handed to its clients (RFC 5077, RFC 8446
 * §4.6.1): the first seals, all open. They outlive certificates and configurations, so that clients
 * resume across a reload, and are never those of another listener, whose demands on clients may be
 * lower.
 *
 * <p>A key seals for eight hours and opens for sixteen more: who steals it can read at most what
 * was sent in a day, and only what was sent without an exchange of fresh keys.
 *
 * <p>Shared, guarded by itself.
 */
final class TicketKeys {
  static final Duration SEALS = Duration.ofHours(8);
  private static final int KEPT = 3;

  private final SecureRandom random = new SecureRandom();
  private List<OpenSslSessionTicketKey> keys = List.of();
  private Instant next = Instant.MIN;

  /** The keys at {@code now}, newest first; the same list until there is a new one. */
  synchronized List<OpenSslSessionTicketKey> at(Instant now) {
    if (!now.isBefore(next)) {
      List<OpenSslSessionTicketKey> kept = keys.subList(0, Math.min(keys.size(), KEPT - 1));
      List<OpenSslSessionTicketKey> renewed = new ArrayList<>(KEPT);
      renewed.add(
          new OpenSslSessionTicketKey(
              bytes(OpenSslSessionTicketKey.NAME_SIZE),
              bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
              bytes(OpenSslSessionTicketKey.AES_KEY_SIZE)));
      renewed.addAll(kept);
      keys = List.copyOf(renewed);
      next = now.plus(SEALS);
    }
    return keys;
  }

  /** What another process needs to go on with them. */
  synchronized TlsHeritage.Tickets copy() {
    return new TlsHeritage.Tickets(
        keys.stream().map(TicketKeys::bytes).toList(), next.toEpochMilli());
  }

  /** Goes on with the keys of another process. */
  synchronized void inherit(TlsHeritage.Tickets tickets) {
    keys = tickets.keys().stream().limit(KEPT).map(TicketKeys::key).toList();
    next = Instant.ofEpochMilli(tickets.nextMillis());
  }

  private static byte[] bytes(OpenSslSessionTicketKey key) {
    return ByteBuffer.allocate(OpenSslSessionTicketKey.TICKET_KEY_SIZE)
        .put(key.name())
        .put(key.hmacKey())
        .put(key.aesKey())
        .array();
  }

  private static OpenSslSessionTicketKey key(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    return new OpenSslSessionTicketKey(
        next(from, OpenSslSessionTicketKey.NAME_SIZE),
        next(from, OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        next(from, OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private static byte[] next(ByteBuffer from, int size) {
    byte[] bytes = new byte[size];
    from.get(bytes);
    return bytes;
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
