package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void readsAndWritesWhatTheSpecificationShows() {
    TraceParent read = valid(VALID);
    assertThat(read)
        .isEqualTo(
            new TraceParent(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L, 0x00f067aa0ba902b7L, true));
    assertThat(read.text()).isEqualTo(VALID);
    assertThat(read.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(read.spanId()).isEqualTo("00f067aa0ba902b7");
  }

  @Test
  void ofTheFlagsOnlyWhetherItIsSampledIsPassedOn() {
    String other = VALID.substring(0, 53);
    assertThat(valid(other + "00").text()).endsWith("-00");
    assertThat(valid(other + "fe").text()).endsWith("-00");
    assertThat(valid(other + "ff").text()).endsWith("-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes-later",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
      })
  void ofALaterVersionItReadsWhatItKnows(String value) {
    assertThat(TraceParent.parse(value)).hasToString(VALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-011",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47g6-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
      })
  void whatIsMalformedIsNone(String value) {
    assertThat(TraceParent.parse(value)).isNull();
  }

  @Test
  void beginningsAreDistinctAndValid() {
    TraceParent one = TraceParent.begin(true);
    TraceParent other = TraceParent.begin(false);
    assertThat(one.traceId()).isNotEqualTo(other.traceId());
    assertThat(TraceParent.parse(one.text())).isEqualTo(one);
    assertThat(TraceParent.parse(other.text())).isEqualTo(other);
    assertThat(one.child(7).traceId()).isEqualTo(one.traceId());
    assertThat(one.child(7).spanId()).isEqualTo("0000000000000007");
  }

  private static TraceParent valid(String value) {
    return Objects.requireNonNull(TraceParent.parse(value));
  }
}
