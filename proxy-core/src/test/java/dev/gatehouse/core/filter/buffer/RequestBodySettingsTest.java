package dev.gatehouse.core.filter.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.settings.ByteSize;
import org.junit.jupiter.api.Test;

class RequestBodySettingsTest {
  private static final ByteSize MEMORY = ByteSize.ofKiB(64);

  @Test
  void bodiesAreBufferedByDefault() {
    assertThat(new RequestBodySettings())
        .isEqualTo(new RequestBodySettings(RequestBodyMode.BUFFER, MEMORY, null));
  }

  @Test
  void onlyBufferedBodiesAreBoundedByDefault() {
    assertThat(new RequestBodySettings().bound()).isEqualTo(10 << 20);
    assertThat(new RequestBodySettings(RequestBodyMode.STREAM, MEMORY, null).bound())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(new RequestBodySettings(RequestBodyMode.STREAM, MEMORY, ByteSize.ofKiB(1)).bound())
        .isEqualTo(1024);
  }

  @Test
  void tooMuchMemoryForOneBodyIsRefused() {
    assertThatThrownBy(
            () -> new RequestBodySettings(RequestBodyMode.BUFFER, ByteSize.ofGiB(2), null))
        .hasMessage("memory: 2GiB (expected: 0B to 1GiB)");
  }
}
