package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ServiceAnswerTest {
  private static List<String> backends(boolean tls, ServiceRecord... records) {
    return new ServiceAnswer(List.of(records), Map.of())
        .backends(tls).stream()
            .map(each -> each.url() + " " + each.weight() + (each.backup() ? " backup" : ""))
            .toList();
  }

  @Test
  void asksTheLowestPriorityAndKeepsOthersInReserve() {
    assertThat(
            backends(
                false,
                new ServiceRecord(20, 1, 8080, "c.test"),
                new ServiceRecord(10, 3, 8080, "b.test"),
                new ServiceRecord(10, 1, 8080, "a.test"),
                new ServiceRecord(30, 1, 8080, "d.test")))
        .containsExactly(
            "http://a.test:8080 1",
            "http://b.test:8080 3",
            "http://c.test:8080 1 backup",
            "http://d.test:8080 1 backup");
  }

  @Test
  void speaksTlsWhereTheServiceDoes() {
    assertThat(backends(true, new ServiceRecord(0, 1, 443, "a.test")))
        .containsExactly("https://a.test:443 1");
  }

  @Test
  void keepsTheProportionsOfLargeWeightsAndGivesNobodyNothing() {
    assertThat(
            backends(
                false,
                new ServiceRecord(0, 65_535, 80, "a.test"),
                new ServiceRecord(0, 32_768, 80, "b.test"),
                new ServiceRecord(0, 0, 80, "c.test")))
        .containsExactly("http://a.test:80 1000", "http://b.test:80 500", "http://c.test:80 1");
  }

  @Test
  void leavesOutWhatIsNoServer() {
    assertThat(
            Stream.of("", "a b.test", "-")
                .flatMap(target -> backends(false, new ServiceRecord(0, 1, 80, target)).stream()))
        .isEmpty();
    assertThat(backends(false, new ServiceRecord(0, 1, 0, "a.test"))).isEmpty();
  }

  @Test
  void countsAServerOnceThatIsNamedTwice() {
    assertThat(
            backends(
                false,
                new ServiceRecord(20, 9, 80, "a.test"),
                new ServiceRecord(10, 2, 80, "a.test")))
        .containsExactly("http://a.test:80 2");
  }
}
