package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.testing.ManualClock;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameMeterTest {
  private static final int END_HEADERS = Http2Flags.END_HEADERS;
  private static final int END_STREAM = Http2Flags.END_STREAM;

  private final ManualClock clock = new ManualClock();
  private final FrameMeter meter = new FrameMeter(new LimitSettings(), clock);

  @ParameterizedTest
  @CsvSource({
    "2, 5, 1000, PRIORITY_FLOOD",
    "16, 20, 1000, PRIORITY_FLOOD",
    "3, 4, 200, RESETS",
    "4, 6, 100, SETTINGS_FLOOD",
    "6, 8, 1000, PING_FLOOD",
    "8, 4, 1000, WINDOW_UPDATE_FLOOD",
    "0, 0, 1000, EMPTY_FRAME_FLOOD",
    "66, 0, 1000, EMPTY_FRAME_FLOOD",
    "66, 16384, 1000, EMPTY_FRAME_FLOOD",
    "0, 1, 150000, SMALL_DATA_FLOOD",
    "0, 63, 150000, SMALL_DATA_FLOOD"
  })
  void allowsSoManyFramesOfAKindAndNoMore(int type, int length, int allowed, Ending ending) {
    assertThat(arrive(allowed, type, 0, length)).isNull();
    assertThat(meter.arrived(type, 0, length, 0)).isEqualTo(ending);
    clock.advance(Duration.ofSeconds(31));
    assertThat(arrive(allowed, type, 0, length)).isNull();
  }

  @Test
  void doesNotCountContent() {
    assertThat(arrive(1_000_000, Http2FrameTypes.DATA, 0, 64)).isNull();
    assertThat(arrive(1_000_000, Http2FrameTypes.DATA, END_STREAM, 0)).isNull();
    assertThat(arrive(1_000_000, Http2FrameTypes.HEADERS, END_HEADERS, 1)).isNull();
  }

  @Test
  void doesNotTakePaddingForContent() {
    Ending end = null;
    for (int i = 0; i < 1001; i++) {
      end = meter.arrived(Http2FrameTypes.DATA, Http2Flags.PADDED, 256, 256);
    }
    assertThat(end).isEqualTo(Ending.EMPTY_FRAME_FLOOD);
  }

  @Test
  void boundsTheFragmentsOfEachFieldBlock() {
    for (int i = 0; i < 100; i++) {
      assertThat(meter.arrived(Http2FrameTypes.HEADERS, 0, 10, 0)).isNull();
      assertThat(arrive(24, Http2FrameTypes.CONTINUATION, 0, 0)).isNull();
    }
    assertThat(meter.arrived(Http2FrameTypes.CONTINUATION, END_HEADERS, 0, 0))
        .isEqualTo(Ending.CONTINUATION_FLOOD);
  }

  @Test
  void boundsTheBytesOfEachFieldBlock() {
    meter.arrived(Http2FrameTypes.HEADERS, 0, 16_384, 0);
    assertThat(meter.arrived(Http2FrameTypes.CONTINUATION, 0, 16_384, 0)).isNull();
    assertThat(meter.arrived(Http2FrameTypes.CONTINUATION, 0, 16_384, 0))
        .isEqualTo(Ending.CONTINUATION_FLOOD);
  }

  @Test
  void bearsABrowserThatSetsPrioritiesForEachRequest() {
    for (int i = 0; i < 10_000; i++) {
      meter.arrived(Http2FrameTypes.HEADERS, END_HEADERS | END_STREAM, 100, 0);
      meter.request();
      assertThat(arrive(3, 0x10, 0, 8)).isNull();
      assertThat(arrive(2, 0x2a, 0, 8)).isNull(); // frames of no type, to keep servers tolerant
      assertThat(meter.arrived(Http2FrameTypes.WINDOW_UPDATE, 0, 4, 0)).isNull();
    }
  }

  @Test
  void bearsAClientThatMeasuresTheWayAndOpensTwoWindowsForEachPieceItTakes() {
    for (int i = 0; i < 100_000; i++) {
      meter.sent(1);
      assertThat(arrive(2, Http2FrameTypes.WINDOW_UPDATE, 0, 4)).isNull();
      assertThat(meter.arrived(Http2FrameTypes.PING, 0, 8, 0)).isNull();
      clock.advance(Duration.ofMillis(1));
    }
  }

  @Test
  void bearsAPingEverySecond() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(meter.arrived(Http2FrameTypes.PING, 0, 8, 0)).isNull();
      clock.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void boundsResetsThatTheClientCauses() {
    for (int i = 0; i < 200; i++) {
      assertThat(meter.causedReset()).isNull();
    }
    assertThat(meter.causedReset()).isEqualTo(Ending.CAUSED_RESETS);
  }

  @Test
  void bearsMoreRefusals() {
    for (int i = 0; i < 2000; i++) {
      assertThat(meter.refused()).isNull();
    }
    assertThat(meter.refused()).isEqualTo(Ending.CAUSED_RESETS);
  }

  @Test
  void bearsWhatWasUnderWayOnAStreamThatWasStopped() {
    for (int i = 0; i < 1000; i++) {
      meter.stopped();
      for (int late = 0; late < 64; late++) {
        assertThat(meter.late()).isNull();
      }
    }
    Ending end = null;
    for (int i = 0; i < 1001; i++) {
      end = meter.late();
    }
    assertThat(end).isEqualTo(Ending.EMPTY_FRAME_FLOOD);
  }

  private @Nullable Ending arrive(int times, int type, int flags, int length) {
    for (int i = 0; i < times; i++) {
      Ending end = meter.arrived(type, flags, length, 0);
      if (end != null) {
        return end;
      }
    }
    return null;
  }
}
