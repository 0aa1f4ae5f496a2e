package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceStateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rojo=00f067aa0ba902b7|rojo=00f067aa0ba902b7",
        "rojo=1,congo=t61rcWkgMzE|rojo=1,congo=t61rcWkgMzE",
        "rojo=1 ,  congo=2|rojo=1,congo=2",
        "rojo=1,,congo=2,|rojo=1,congo=2",
        "fw529a3039@dt=FfAi;gw|fw529a3039@dt=FfAi;gw",
        "0a=1|0a=1",
        "a_-*/@b=x y|a_-*/@b=x y",
      })
  void whatIsWellFormedIsPassedOn(String value, String passed) {
    assertThat(TraceState.of(value)).isEqualTo(passed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rojo",
        "=1",
        "Rojo=1",
        "rojo=",
        "a=1,a=2",
        "a=b=c",
        "ro jo=1",
        "a=\u00e4",
        "_a=1"
      })
  void whatIsMalformedIsDroppedAsAWhole(String value) {
    assertThat(TraceState.of("good=1," + value)).isEmpty();
  }

  @Test
  void nothingIsNothing() {
    assertThat(TraceState.of(null)).isEmpty();
    assertThat(TraceState.of("")).isEmpty();
    assertThat(TraceState.of(" , ")).isEmpty();
  }

  @Test
  void whatIsTooLongLosesItsLastMembers() {
    String first = "a=" + "x".repeat(200);
    String second = "b=" + "x".repeat(200);
    assertThat(TraceState.of(first + ',' + second + ",c=" + "x".repeat(200) + ",d=1"))
        .isEqualTo(first + ',' + second);
  }

  @Test
  void moreMembersThanThereMayBeAreMalformed() {
    assertThat(TraceState.of(members(32))).isEqualTo(members(32));
    assertThat(TraceState.of(members(33))).isEmpty();
  }

  private static String members(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i + "=1").collect(Collectors.joining(","));
  }

  @Test
  void baggageIsBounded() {
    assertThat(Baggage.isBounded(new Headers())).isTrue();
    assertThat(Baggage.isBounded(baggage("a=1,b=2"))).isTrue();
    assertThat(Baggage.isBounded(baggage("a=" + "x".repeat(8190)))).isTrue();
    assertThat(Baggage.isBounded(baggage("a=" + "x".repeat(8191)))).isFalse();
    assertThat(Baggage.isBounded(baggage("a=1" + ",a=1".repeat(63)))).isTrue();
    assertThat(Baggage.isBounded(baggage("a=1" + ",a=1".repeat(63)).add("baggage", "b=1")))
        .isFalse();
  }

  private static Headers baggage(String value) {
    return new Headers().add(HeaderNames.BAGGAGE, value);
  }
}
