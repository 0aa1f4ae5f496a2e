package dev.gatehouse.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HotHeadersTest {
  private final CacheMemory memory = new CacheMemory();
  private final HotHeaders hot = new HotHeaders();

  @Test
  void saysHowOldTheAnswerIsEachTime() {
    Stored stored = Entries.of("x", memory);
    assertThat(hot.of(stored, 0)).hasToString("content-type: text/plain\nx-empty: \nage: 0\n");
    assertThat(hot.of(stored, 0).get("age")).isEqualTo("0");
    assertThat(hot.of(stored, 7).get("age")).isEqualTo("7");
    stored.release();
  }

  @Test
  void anAgeThatTheBackendHasSaidIsNotSaidAgain() {
    Stored stored = with("age", "100");
    assertThat(hot.of(stored, 107).count("age")).isOne();
    assertThat(hot.of(stored, 107).get("age")).isEqualTo("107");
    stored.release();
  }

  @Test
  void whatOneAnswerMakesOfItIsNotSeenByTheNext() {
    Stored stored = Entries.of("x", memory);
    hot.of(stored, 1).add("set-cookie", "a=b").remove("content-type");
    assertThat(hot.of(stored, 1)).hasToString("content-type: text/plain\nx-empty: \nage: 1\n");
    stored.release();
  }

  @Test
  void manyResponsesDoNotMixHoweverFewHaveRoom() {
    List<Stored> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      all.add(with("x-number", "" + i));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < all.size(); i++) {
        Headers section = hot.of(all.get(i), i % 3);
        assertThat(section.get("x-number")).isEqualTo("" + i);
        assertThat(section.get("age")).isEqualTo("" + i % 3);
      }
    }
    all.forEach(Stored::release);
    assertThat(memory.used()).isZero();
  }

  @Test
  void aLongSectionIsReadEachTime() {
    Stored stored = with("x-long", "y".repeat(5_000));
    assertThat(hot.of(stored, 3).get("x-long")).hasSize(5_000);
    assertThat(hot.of(stored, 4).get("age")).isEqualTo("4");
    stored.release();
  }

  private Stored with(String name, String value) {
    return Stored.of(Entries.terms(), new Headers().add(name, value), List.of(), 0, memory);
  }
}
