package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.filter.CacheRig.Client;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests of other methods than GET get, store and end (RFC 9111 §3, §4.4). */
class MethodsTest {
  private static final String HOUR = "cache-control: max-age=3600";

  @ParameterizedTest
  @ValueSource(strings = {"QUERY", "OPTIONS", "TRACE"})
  void safeMethodsNeitherUseNorFillNorEndWhatIsStored(String method) {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", HOUR, "of GET");
      assertThat(asked(rig, method, "/a", 200, HOUR, "of another")).isEqualTo("of another");
      assertThat(asked(rig, method, "/b", 200, HOUR, "of another")).isEqualTo("of another");
      assertThat(rig.get("/a").content()).isEqualTo("of GET");
      rig.store("/b", HOUR, "of GET");
    }
  }

  /** Its answer has no content, and would be stored in the place of what has. */
  @Test
  void headAsksForNothingInTheBackground() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", "cache-control: max-age=10, stale-while-revalidate=60", "old");
      rig.advance(Duration.ofSeconds(20));
      Client head = rig.ask(TestExchange.of("HEAD", "/a"));
      assertThat(head.field("content-length")).isEqualTo("3");
      head.content();
      if (!rig.asked.isEmpty()) {
        rig.next().answer(HOUR, "");
      }
      assertThat(rig.get("/a").content()).isEqualTo("old");
      assertThat(rig.next().exchange().method()).isEqualTo("GET");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "M-SEARCH", "query"})
  void methodsThatMayChangeThingsEndWhatIsStoredOnceTheySucceed(String method) {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", HOUR, "old");
      rig.store("/a?b", HOUR, "of another URL");
      asked(rig, method, "/a", 404, HOUR, "no");
      assertThat(rig.get("/a").content()).isEqualTo("old");
      asked(rig, method, "/a", 201, HOUR, "done");
      rig.store("/a", HOUR, "new");
      assertThat(rig.get("/a?b").content()).isEqualTo("of another URL");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "location: /b, true",
    "location: b, true",
    "location: ./x/../b, true",
    "content-location: /b, true",
    "location: http://www.example.com/b, true",
    "location: http://other.example/b, false",
    "location: https://www.example.com/b, false",
    "location: http://www.example.com:81/b, false",
    "location: //other.example/b, false",
    "location: /b?c, false",
    "location: :%zz, false",
  })
  void whatTheAnswerNamesIsEndedIfItIsOfTheSameOrigin(String field, boolean ended) {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/b", HOUR, "old");
      asked(rig, "POST", "/a", 201, field, "done");
      Client client = rig.get("/b");
      assertThat(client.answered()).isEqualTo(!ended);
      if (ended) {
        rig.next().answer(HOUR, "new");
        rig.run();
      }
      assertThat(client.content()).isEqualTo(ended ? "new" : "old");
    }
  }

  private static String asked(
      CacheRig rig, String method, String target, int status, String fields, String content) {
    Client client = rig.ask(TestExchange.of(method, target));
    rig.next().answer(status, fields, content);
    rig.run();
    return client.content();
  }
}
