package dev.gatehouse.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.ByteSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "256MiB, 1GiB,   512MiB, 256MiB",
    "384MiB, 1GiB,   512MiB, 383MiB",
    "4GiB,   1GiB,   512MiB, 383MiB",
    "4GiB,   8GiB,   512MiB, 4GiB",
    "4GiB,   512MiB, 512MiB, 1MiB",
  })
  void takesNoMoreMemoryThanOthersLeave(
      ByteSize configured, ByteSize ceiling, ByteSize others, ByteSize affordable) {
    CacheSettings settings = new CacheSettings(configured, ByteSize.ofMiB(1), null);

    assertThat(settings.affordable(ceiling.bytes(), others.bytes()).memory()).isEqualTo(affordable);
  }

  @Test
  void whatIsStoredFitsIntoWhatIsLeft() {
    CacheSettings settings = new CacheSettings(ByteSize.ofGiB(1), ByteSize.ofMiB(64), null);

    assertThat(settings.affordable(0, 0))
        .isEqualTo(new CacheSettings(ByteSize.ofMiB(1), ByteSize.ofMiB(1), null));
  }
}
