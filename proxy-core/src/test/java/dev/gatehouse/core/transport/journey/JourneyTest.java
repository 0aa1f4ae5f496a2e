package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.testing.CaseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client sends, what then reaches the backend, what that answers, and what comes to the
 * client: case by case, between all protocols a case can be played in, whole and byte by byte.
 */
final class JourneyTest {
  private static final List<String> FILES =
      List.of(
          "journeys.txt", "journeys-requests.txt", "journeys-answers.txt", "journeys-reuse.txt");

  @TestFactory
  Stream<DynamicTest> wholeAtOnce() {
    return tests(false);
  }

  @TestFactory
  Stream<DynamicTest> byteByByte() {
    return tests(true);
  }

  @Test
  void thereAreTwoHundredOfThem() {
    long cases =
        FILES.stream().mapToLong(file -> CaseTable.read(JourneyTest.class, file).size()).sum();
    assertThat(cases).isGreaterThanOrEqualTo(200);
  }

  private static Stream<DynamicTest> tests(boolean single) {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : FILES) {
      for (CaseTable.Case of : CaseTable.read(JourneyTest.class, file)) {
        boolean played = false;
        for (Wire client : Wire.values()) {
          for (Wire backend : Wire.values()) {
            if (Script.applies(of, client, backend)) {
              played = true;
              tests.add(
                  DynamicTest.dynamicTest(
                      of.name() + " (" + client + " to " + backend + ")",
                      () -> new Script(of, client, backend, single).play()));
            }
          }
        }
        assertThat(played).as(of.name()).isTrue();
      }
    }
    return tests.stream();
  }
}
