package dev.gatehouse.server.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import dev.gatehouse.server.config.GatehouseSettings;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of requests, and what that costs. */
class KeyRingTest {
  private static final GatehouseSettings SETTINGS =
      Plans.settings(
          """
          routes:
            - {match: {headers: {x-env: blue}, cookies: {beta: "1"}}, respond: {}}
          """);

  private final ManualLoop loop = new ManualLoop(0);
  private final KeyRing ring = new KeyRing(3);

  private Exchange exchange(String target) {
    return TestExchange.get(target)
        .header("x-env", "blue")
        .header("cookie", "session=hunter2; beta=1")
        .loop(loop)
        .exchange();
  }

  private List<String> words() {
    return ring.content().keys().stream().map(RequestKey::words).toList();
  }

  @Test
  void remembersTheLastOnes() {
    RecordedFields fields = RecordedFields.of(SETTINGS);
    assertThat(words()).isEmpty();
    for (String target : List.of("/1", "/2", "/3", "/4?a=secret&b")) {
      ring.note(exchange(target), fields);
    }
    assertThat(words())
        .map(each -> each.replaceFirst("http://[^/]+", ""))
        .containsExactly("GET /2", "GET /3", "GET /4?a=*&b");
  }

  @Test
  void keepsOnlyTheFieldsAndCookiesThatRoutesAskFor() {
    ring.note(exchange("/"), RecordedFields.of(SETTINGS));
    assertThat(ring.content().keys().getFirst().headers().toString())
        .contains("x-env", "blue", "beta=1")
        .doesNotContain("hunter2");
    ring.note(exchange("/"), RecordedFields.of(Plans.settings("routes: [{respond: {}}]")));
    assertThat(ring.content().keys().getLast().headers().isEmpty()).isTrue();
  }

  @Test
  void leavesOutWhatIsTooLong() {
    RecordedFields fields = RecordedFields.of(SETTINGS);
    ring.note(exchange("/" + "a".repeat(600)), fields);
    ring.note(exchange("/?" + "a".repeat(600)), fields);
    assertThat(ring.content().keys()).isEmpty();
    assertThat(ring.content().tooLong()).isEqualTo(2);
  }

  @Test
  void costsNoMemoryWhereNoCookieIsAskedFor() {
    RecordedFields fields =
        RecordedFields.of(
            Plans.settings("routes: [{match: {headers: {x-env: blue}}, respond: {}}]"));
    Exchange exchange = exchange("/a?b=c");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 20_000; i++) {
      ring.note(exchange, fields);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      ring.note(exchange, fields);
    }
    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 10_000).isZero();
  }
}
