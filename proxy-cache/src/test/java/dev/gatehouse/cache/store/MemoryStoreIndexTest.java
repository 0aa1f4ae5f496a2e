package dev.gatehouse.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.semantics.Vary;
import dev.gatehouse.core.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store finds without looking at everything: keys by their beginning, and by tags. */
class MemoryStoreIndexTest {
  private final MemoryStore store = new MemoryStore(1 << 20);

  @AfterEach
  void everythingIsGivenBack() {
    store.close();
    assertThat(store.keys("")).isEmpty();
    assertThat(store.tags()).isZero();
    assertThat(store.memory().used()).isZero();
  }

  @Test
  void keysAreFoundByTheirBeginning() {
    put("https://a/x r");
    put("https://a/y r");
    put("https://ab/x r");

    assertThat(store.keys("https://a/")).containsExactly("https://a/x r", "https://a/y r");
    assertThat(store.keys("https://a")).hasSize(3);
    assertThat(store.keys("https://b")).isEmpty();
  }

  @Test
  void keysAreFoundByTheTagsOfTheirResponses() {
    put("1", "a", "b");
    put("2", "b");

    assertThat(store.tagged("a")).containsExactly("1");
    assertThat(store.tagged("b")).containsExactlyInAnyOrder("1", "2");
    assertThat(store.tagged("c")).isEmpty();
  }

  @Test
  void aResponseInPlaceOfAnotherHasItsOwnTags() {
    put("1", "a", "b");
    put("1", "b", "c");

    assertThat(store.tagged("a")).isEmpty();
    assertThat(store.tagged("b")).containsExactly("1");
    assertThat(store.tagged("c")).containsExactly("1");
  }

  @Test
  void aTagStaysWhileAVariantHasIt() {
    Vary vary = Vary.of(new Headers().add("vary", "accept-language"));
    Headers german = new Headers().add("accept-language", "de");
    store.put("1", StoredResponses.of(store.memory(), vary, german, "x", "a"));
    store.put("1", StoredResponses.of(store.memory(), vary, new Headers(), "y", "a", "b"));

    store.remove("1", each -> each.terms().tags().contains("b"));

    assertThat(store.tagged("a")).containsExactly("1");
    assertThat(store.tagged("b")).isEmpty();
    assertThat(store.keys("")).containsExactly("1");
  }

  @Test
  void whatIsEvictedIsFoundNoMore() {
    for (int i = 0; i < 2000; i++) {
      put("key-" + i, "all", "tag-" + i);
    }
    store.most(10_000);

    assertThat(store.keys("")).hasSize((int) store.size());
    assertThat(store.tagged("all")).hasSize((int) store.size());
    assertThat(store.tags()).isEqualTo((int) store.size() + 1);
  }

  @Test
  void manyThreadsLeaveAnIndexThatIsTrue() throws Exception {
    store.most(20_000);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int seed = 0; seed < 4; seed++) {
        Random random = new Random(seed);
        runs.add(threads.submit(() -> changes(random)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }

    assertThat(store.keys("")).allSatisfy(key -> assertThat(store.peek(key)).isNotNull());
    assertThat(store.tagged("even"))
        .allSatisfy(key -> assertThat(store.peek(key)).isNotNull())
        .hasSizeLessThanOrEqualTo((int) store.size());
    for (int i = 0; i < 50; i++) {
      Variants known = store.peek("key-" + i);
      if (known != null) {
        assertThat(store.keys("key-" + i + "")).contains("key-" + i);
        String tag = known.all().getFirst().terms().tags().getFirst();
        assertThat(store.tagged(tag)).contains("key-" + i);
      }
    }
  }

  private void changes(Random random) {
    for (int i = 0; i < 5_000; i++) {
      String key = "key-" + random.nextInt(50);
      if (random.nextInt(3) == 0) {
        store.remove(key, each -> true);
      } else {
        put(key, random.nextBoolean() ? "even" : "odd");
      }
    }
  }

  private void put(String key, String... tags) {
    store.put(key, StoredResponses.of(store.memory(), "x", tags));
  }
}
