package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
  private static final CertificateSettings SITE =
      new CertificateSettings.Files(Path.of("site.crt"), Path.of("site.key"));

  @Test
  void defaultsOfferBothVersionsAndBothProtocols() {
    assertThat(new TlsSettings(List.of(SITE)))
        .isEqualTo(
            new TlsSettings(
                List.of(SITE),
                List.of(TlsProtocol.TLS_1_3, TlsProtocol.TLS_1_2),
                List.of(AlpnProtocol.H2, AlpnProtocol.HTTP_1_1),
                null));
    assertThat(new ClientAuthSettings(Path.of("ca.crt")))
        .isEqualTo(new ClientAuthSettings(Path.of("ca.crt"), ClientAuthSettings.Mode.REQUIRE));
    assertThat(SITE)
        .isEqualTo(new CertificateSettings.Files(Path.of("site.crt"), Path.of("site.key"), null));
  }

  @Test
  void aListenerWithoutACertificateIsRefused() {
    assertThatThrownBy(() -> new TlsSettings(List.of()))
        .hasMessage("certificates: [] (expected: at least one)");
  }

  @Test
  void aProtocolGivenTwiceIsRefused() {
    assertThatThrownBy(() ->
            new TlsSettings(
                List.of(SITE),
                List.of(TlsProtocol.TLS_1_3, TlsProtocol.TLS_1_3),
                List.of(AlpnProtocol.H2),
                null))
        .hasMessageStartingWith("protocols: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "*", "*.*.a", "a:80", "[::1]"})
  void otherNamesAreRefusedForSelfSigned(String name) {
    assertThatThrownBy(() -> new CertificateSettings.SelfSigned(List.of(name)))
        .hasMessageStartingWith("self-signed[0]: " + name + " (expected: ");
  }
}
