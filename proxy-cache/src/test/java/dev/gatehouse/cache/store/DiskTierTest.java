package dev.gatehouse.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.disk.DiskSettings;
import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.settings.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskTierTest {
  private static final int LARGE = 100_000;

  @TempDir Path folder;

  /** Memory and disk, as one process has them. */
  private final class Tiers implements AutoCloseable {
    final MemoryStore memory = new MemoryStore(1 << 20);
    final DiskTier disk = DiskTier.open(new DiskSettings(folder, ByteSize.ofMiB(16)), memory);

    void put(String key, String content) {
      memory.put(key, Entries.of(content, memory.memory()));
    }

    /** What memory has of {@code key}, the latest first. */
    List<String> inMemory(String key) {
      Variants known = memory.peek(key);
      return known == null ? List.of() : known.all().stream().map(Entries::content).toList();
    }

    List<String> find(String key, long now) {
      return find(key, now, Entries::content);
    }

    <T> List<T> find(String key, long now, Function<Stored, T> use) {
      CompletableFuture<List<T>> result = new CompletableFuture<>();
      disk.find(
          key,
          now,
          Runnable::run,
          all -> {
            List<T> results = new ArrayList<>(all.stream().map(use).toList());
            all.forEach(Stored::release);
            result.complete(results);
          });
      return result.join();
    }

    @Override
    public void close() {
      memory.close();
      disk.close();
    }
  }

  @Test
  void whatMemoryGetsSurvivesTheProcessAndComesBackToMemory() {
    try (Tiers tiers = new Tiers()) {
      tiers.put("a", "hello");
    }
    try (Tiers tiers = new Tiers()) {
      assertThat(tiers.memory.peek("a")).isNull();
      assertThat(tiers.disk.hasMoreThan(null, "a")).isTrue();
      assertThat(tiers.disk.hasMoreThan(null, "b")).isFalse();

      assertThat(tiers.find("a", 500)).containsExactly("hello");

      assertThat(tiers.inMemory("a")).containsExactly("hello");
      assertThat(tiers.disk.hasMoreThan(tiers.memory.peek("a"), "a")).isFalse();
    }
  }

  @Test
  void variantsComeBackInTheirOrder() {
    Headers vary = new Headers().add("vary", "accept");
    try (Tiers tiers = new Tiers()) {
      for (String accept : List.of("one", "two", "three", "two")) {
        Headers request = new Headers().add("accept", accept);
        tiers.memory.put("a", Entries.of(accept, vary, request, tiers.memory.memory()));
      }
    }
    try (Tiers tiers = new Tiers()) {
      assertThat(tiers.find("a", 500)).containsExactly("two", "three", "one");
      assertThat(tiers.inMemory("a")).containsExactly("two", "three", "one");
    }
  }

  /**
   * The disk writes again what is wanted when its file goes: what was written last may be older.
   */
  @Test
  void theLatestComesFirstInWhateverOrderTheDiskHasThem() {
    Headers vary = new Headers().add("vary", "accept");
    Headers request = new Headers().add("accept", "one");
    try (Tiers tiers = new Tiers()) {
      tiers.memory.put("a", Entries.of("new", vary, request, 2000, tiers.memory.memory()));
      tiers.memory.put("a", Entries.of("old", new Headers(), request, 1000, tiers.memory.memory()));
    }
    try (Tiers tiers = new Tiers()) {
      assertThat(tiers.find("a", 500)).containsExactly("new", "old");
      assertThat(tiers.inMemory("a")).containsExactly("new", "old");
    }
  }

  @Test
  void whatIsLargeAndFreshIsLentTheFirstTimeAndKeptTheSecond() {
    String large = "x".repeat(LARGE);
    try (Tiers tiers = new Tiers()) {
      tiers.put("a", large);
    }
    try (Tiers tiers = new Tiers()) {
      assertThat(tiers.find("a", 500)).containsExactly(large);
      assertThat(tiers.inMemory("a")).isEmpty();

      assertThat(tiers.find("a", 500)).containsExactly(large);
      assertThat(tiers.inMemory("a")).containsExactly(large);
    }
  }

  @Test
  void whatIsStaleIsKeptSinceTheBackendWillBeAsked() {
    String large = "x".repeat(LARGE);
    try (Tiers tiers = new Tiers()) {
      tiers.put("a", large);
    }
    try (Tiers tiers = new Tiers()) {
      tiers.find("a", 5000);
      assertThat(tiers.inMemory("a")).containsExactly(large);
    }
  }

  @Test
  void whatIsLentAndRefreshedIsCopied() {
    String large = "x".repeat(LARGE);
    try (Tiers tiers = new Tiers()) {
      tiers.put("a", large);
    }
    try (Tiers tiers = new Tiers()) {
      tiers.find(
          "a",
          500,
          lent -> {
            tiers.memory.put("a", lent.with(lent.terms(), lent.headers(), tiers.memory.memory()));
            return lent;
          });
      assertThat(tiers.memory.memory().used()).isGreaterThan(LARGE);
      assertThat(tiers.inMemory("a")).containsExactly(large);
    }
  }

  @Test
  void whatIsRemovedIsGoneFromBothAndStaysGone() {
    try (Tiers tiers = new Tiers()) {
      tiers.put("a", "hello");
      tiers.put("b", "hello");
      assertThat(tiers.memory.remove("a", stored -> true)).isEqualTo(1);
    }
    try (Tiers tiers = new Tiers()) {
      assertThat(tiers.find("a", 500)).isEmpty();
      assertThat(tiers.disk.keys("")).containsExactly("b");
      tiers.memory.remove("b", stored -> true);
      assertThat(tiers.disk.hasMoreThan(null, "b")).isFalse();
      assertThat(tiers.disk.keys("")).isEmpty();
    }
    try (Tiers tiers = new Tiers()) {
      assertThat(tiers.find("b", 500)).isEmpty();
    }
  }

  /** They are looked for in memory only, and each that joins another would be written again. */
  @Test
  void partsAreNotWritten() {
    try (Tiers tiers = new Tiers()) {
      String part = CacheKey.ofPart("a");
      tiers.put(part, "hello");
      assertThat(tiers.inMemory(part)).containsExactly("hello");
      tiers.disk.awaitDurable();
      assertThat(tiers.disk.state().written()).isZero();
      assertThat(tiers.memory.remove(part, stored -> true)).isOne();
      assertThat(tiers.inMemory(part)).isEmpty();
    }
  }

  @Test
  void whatIsLeftOfAKeyStaysOnDisk() {
    Headers vary = new Headers().add("vary", "accept");
    try (Tiers tiers = new Tiers()) {
      for (String accept : List.of("one", "two", "three")) {
        Headers request = new Headers().add("accept", accept);
        tiers.memory.put("a", Entries.of(accept, vary, request, tiers.memory.memory()));
      }
      tiers.memory.remove("a", stored -> Entries.content(stored).equals("two"));
    }
    try (Tiers tiers = new Tiers()) {
      assertThat(tiers.find("a", 500)).containsExactly("three", "one");
    }
  }

  @Test
  void whatGoesFromMemoryForWantOfRoomStaysOnDisk() {
    try (Tiers tiers = new Tiers()) {
      for (int i = 0; i < 30; i++) {
        tiers.put("key" + i, "x".repeat(LARGE));
      }
      tiers.disk.awaitDurable();
      assertThat(tiers.memory.size()).isLessThan(15);
      for (int i = 0; i < 30; i++) {
        assertThat(tiers.find("key" + i, 500)).hasSize(1);
      }
      assertThat(tiers.disk.keys("key2")).hasSize(11);
    }
  }

  @Test
  void everyKeyOnDiskIsKnownToPurgesHoweverFastItWasWritten() {
    try (Tiers tiers = new Tiers()) {
      for (int i = 0; i < 5000; i++) {
        tiers.put("key" + i, "hello");
      }
      tiers.disk.awaitDurable();
      assertThat(tiers.disk.state().entries()).isEqualTo(5000);
      assertThat(tiers.disk.keys("")).hasSize(5000);
    }
  }

  @Test
  void termsOfWhatIsOnlyOnDiskCanBeChanged() {
    try (Tiers tiers = new Tiers()) {
      tiers.put("a", "hello");
    }
    try (Tiers tiers = new Tiers()) {
      tiers.disk.renew("a", terms -> true, terms -> terms.stale(500));
      List<Long> lifetimes = List.of();
      while (!lifetimes.equals(List.of(500L))) {
        tiers.disk.awaitDurable();
        lifetimes = tiers.find("a", 100, stored -> stored.terms().lifetime().millis());
      }
    }
  }

  /** More than may be read for clients at once. */
  @Test
  void termsOfAnyNumberOfResponsesAreChangedBeforeItReturns() {
    int many = 6000;
    try (Tiers tiers = new Tiers()) {
      for (int i = 0; i < many; i++) {
        tiers.put("key" + i, "hello");
      }
    }
    try (Tiers tiers = new Tiers()) {
      for (int i = 0; i < many; i++) {
        tiers.disk.renew("key" + i, terms -> true, terms -> terms.stale(500));
      }
      tiers.disk.awaitDurable();
      for (int i = 0; i < many; i += 100) {
        assertThat(tiers.find("key" + i, 100, stored -> stored.terms().lifetime().millis()))
            .containsExactly(500L);
      }
    }
  }

  @Test
  void everyoneWhoLooksAtOnceIsAnswered() {
    try (Tiers tiers = new Tiers()) {
      tiers.put("a", "hello");
    }
    try (Tiers tiers = new Tiers()) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        answers.add(answer);
        tiers.disk.find(
            "a",
            500,
            Runnable::run,
            all -> {
              all.forEach(Stored::release);
              answer.complete(all.size());
            });
      }
      for (CompletableFuture<Integer> answer : answers) {
        assertThat(answer.join()).isBetween(0, 1);
      }
      assertThat(answers.getFirst().join()).isEqualTo(1);
      assertThat(tiers.inMemory("a")).containsExactly("hello");
    }
  }
}
