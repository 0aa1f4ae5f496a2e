package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one process leaves to the next: clients of both are to notice nothing. */
class TlsHeritageTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static TlsState state() {
    return new TlsState(TlsEngine.detect(), InstantSource.fixed(NOW));
  }

  private static List<byte[]> secrets(List<OpenSslSessionTicketKey> keys) {
    return keys.stream().map(OpenSslSessionTicketKey::aesKey).toList();
  }

  @Test
  void ticketsOfTheOneAreReadByTheOther() {
    TlsState before = state();
    TlsState after = state();
    List<OpenSslSessionTicketKey> sealed = before.ticketKeys("secure").at(NOW);
    after.inherit(before.heritage());

    List<OpenSslSessionTicketKey> opening = after.ticketKeys("secure").at(NOW);
    assertThat(secrets(opening)).containsExactlyElementsOf(secrets(sealed));
    assertThat(opening.getFirst().name()).isEqualTo(sealed.getFirst().name());
    assertThat(opening.getFirst().hmacKey()).isEqualTo(sealed.getFirst().hmacKey());
  }

  @Test
  void aKeyGrowsOldInBothTogether() {
    TlsState before = state();
    TlsState after = state();
    byte[] first = secrets(before.ticketKeys("secure").at(NOW)).getFirst();
    after.inherit(before.heritage());

    Instant later = NOW.plus(TicketKeys.SEALS);
    assertThat(secrets(after.ticketKeys("secure").at(later.minus(Duration.ofMillis(1)))))
        .containsExactly(first);
    assertThat(secrets(after.ticketKeys("secure").at(later))).hasSize(2).contains(first);
  }

  @Test
  void listenersKeepKeysOfTheirOwn() {
    TlsState before = state();
    TlsState after = state();
    before.ticketKeys("secure").at(NOW);
    after.inherit(before.heritage());

    assertThat(secrets(after.ticketKeys("other").at(NOW)))
        .doesNotContainAnyElementsOf(secrets(before.ticketKeys("secure").at(NOW)));
  }

  @Test
  void whoHasAcceptedASelfSignedCertificateNeedNotDoSoAgain() {
    TlsState before = state();
    TlsState after = state();
    ServerCertificate made = before.selfSigned(List.of("localhost", "127.0.0.1"));
    after.inherit(before.heritage());

    ServerCertificate found = after.selfSigned(List.of("localhost", "127.0.0.1"));
    assertThat(found).isEqualTo(made);
    assertThat(after.selfSigned(List.of("other"))).isNotEqualTo(made);
  }
}
