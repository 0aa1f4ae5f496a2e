package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.health.PassiveHealthSettings;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Percentage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolSettingsTest {
  private static final BackendSettings BACKEND = BackendSettings.parse("http://127.0.0.1:3000");

  @Test
  void defaultsFitAnEdgeServer() {
    assertThat(new PoolSettings("app", List.of(BACKEND)))
        .isEqualTo(
            new PoolSettings(
                "app",
                List.of(new BackendSettings(BACKEND.url(), 1, 0, false)),
                BackendProtocol.HTTP_1_1,
                new BackendTlsSettings(null, null, true),
                BalancerChoice.LEAST_REQUEST,
                null,
                null,
                new ConnectionSettings(
                    256,
                    1024,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    0,
                    10_000,
                    Duration.ofHours(1)),
                new ConcurrencySettings(0, 0, 1024, Duration.ofSeconds(2), null),
                new HealthSettings(
                    null,
                    new PassiveHealthSettings(
                        5,
                        Percentage.of(0),
                        20,
                        Duration.ofSeconds(30),
                        Percentage.of(10),
                        Percentage.of(50)),
                    Duration.ZERO),
                new DiscoverySettings(
                    new DnsSettings(Duration.ofSeconds(5), Duration.ofMinutes(5), null), null)));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a,false,a,80",
    "https://a/,true,a,443",
    "http://A.Example.com:8080,false,a.example.com,8080",
    "https://[::1]:1,true,::1,1"
  })
  void backendsAreGivenByUrl(String text, boolean tls, String host, int port) {
    assertThat(BackendUrl.parse(text)).isEqualTo(new BackendUrl(tls, new HostPort(host, port)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a:80", "ftp://a", "http://a/b", "http://u@a", "http://a?b", "http://a:0"})
  void otherUrlsAreRefused(String text) {
    assertThatThrownBy(() -> BackendUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPoolHasEachBackendOnce() {
    assertThatThrownBy(() -> new PoolSettings("app", List.of()))
        .hasMessage(
            "backends: none (expected: at least one, unless discovery.file or discovery.dns.srv"
                + " finds them)");
    assertThatThrownBy(() -> new PoolSettings("app", List.of(BACKEND, BACKEND)))
        .hasMessageStartingWith("backends[1]: http://127.0.0.1:3000 (expected: ");
  }

  @Test
  void moreWarmConnectionsThanThereMayBeAreRefused() {
    Duration second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new ConnectionSettings(4, 0, second, second, 5, 0, second))
        .hasMessage("warm: 5 (expected: 0 to 4)");
  }

  @Test
  void aTrustFileThatWouldNotBeUsedIsRefused() {
    assertThatThrownBy(() -> new BackendTlsSettings(Path.of("ca.crt"), null, false))
        .hasMessage("trust: ca.crt (expected: no trust file where verify is false)");
  }
}
