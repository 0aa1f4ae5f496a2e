package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WebSocketKeyTest {
  /** The example of RFC 6455 §1.3. */
  @Test
  void provesThatAKeyWasUnderstood() {
    assertThat(WebSocketKey.accept("dGhlIHNhbXBsZSBub25jZQ=="))
        .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @Test
  void makesKeysThatAreKeysAndDiffer() {
    String key = WebSocketKey.fresh();
    assertThat(WebSocketKey.isKey(key)).isTrue();
    assertThat(WebSocketKey.fresh()).isNotEqualTo(key);
  }
}
