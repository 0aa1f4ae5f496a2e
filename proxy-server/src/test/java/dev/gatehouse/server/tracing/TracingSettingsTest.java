package dev.gatehouse.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.settings.InvalidSetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:4318, http://127.0.0.1:4318/v1/traces",
    "http://127.0.0.1:4318/, http://127.0.0.1:4318/v1/traces",
    "https://otlp.example.com/otlp, https://otlp.example.com/otlp/v1/traces",
    "https://otlp.example.com/v1/traces, https://otlp.example.com/v1/traces"
  })
  void spansGoToWhereTheyAreExpected(String endpoint, String url) {
    assertThat(new TracingSettings(endpoint).url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:4318",
        "grpc://localhost:4317",
        "http://",
        "http://user:secret@a/",
        "http://a b"
      })
  void whatIsNoUrlIsRefused(String endpoint) {
    assertThatThrownBy(() -> new TracingSettings(endpoint))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("expected: http://host:port or https://host:port");
  }

  @Test
  void aSmallShareIsRecordedUnlessToldOtherwise() {
    assertThat(new TracingSettings("http://a:1").sample()).hasToString("5%");
    assertThat(new TracingSettings("http://a:1").failures()).isTrue();
  }
}
