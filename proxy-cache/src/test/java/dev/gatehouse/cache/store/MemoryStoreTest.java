package dev.gatehouse.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  private static final int MIB = 1 << 20;

  @Test
  void givesBackWhatItWasGiven() {
    try (MemoryStore store = new MemoryStore(MIB)) {
      store.put("a", Entries.of("hello", store.memory()));

      Stored found = only(store, "a");
      assertThat(Entries.content(found)).isEqualTo("hello");
      assertThat(found.headers()).hasToString("content-type: text/plain\nx-empty: \n");
      assertThat(store.find("b")).isNull();
    }
  }

  @Test
  void replacesWhatAnswersTheSameRequestsAndKeepsOtherVariants() {
    Headers vary = new Headers().add("vary", "accept-language");
    Headers german = new Headers().add("accept-language", "de");
    Headers french = new Headers().add("accept-language", "fr");
    try (MemoryStore store = new MemoryStore(MIB)) {
      store.put("a", Entries.of("alt", vary, german, store.memory()));
      store.put("a", Entries.of("neuf", vary, french, store.memory()));
      store.put("a", Entries.of("neu", vary, german, store.memory()));

      Variants variants = Objects.requireNonNull(store.find("a"));
      assertThat(variants.all()).hasSize(2);
      assertThat(Entries.content(Objects.requireNonNull(variants.select(german)))).isEqualTo("neu");
      assertThat(Entries.content(Objects.requireNonNull(variants.select(french))))
          .isEqualTo("neuf");
      assertThat(variants.select(new Headers())).isNull();
    }
  }

  @Test
  void staysWithinItsBoundAndGivesAllMemoryBack() {
    MemoryStore store = new MemoryStore(MIB);
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      store.put(
          "key-" + random.nextInt(5000),
          Entries.of("x".repeat(random.nextInt(4000)), store.memory()));
      assertThat(store.weight()).isLessThanOrEqualTo(MIB);
    }
    assertThat(store.evictions()).isPositive();
    assertThat(store.memory().used()).isPositive().isLessThan(MIB + CacheMemory.SPARE);
    assertThat(store.keys("key-")).hasSize((int) store.size());
    store.close();
    assertThat(store.memory().used()).isZero();
    assertThat(store.keys("")).isEmpty();
  }

  @Test
  void keepsTheMemoryOfWhatIsBeingReadUntilItHasBeenRead() {
    MemoryStore store = new MemoryStore(MIB);
    store.put("a", Entries.of("x".repeat(100_000), store.memory()));
    Body reading = only(store, "a").body(0, 100_000);
    ByteBuf first = Objects.requireNonNull(reading.read());

    store.close();

    ByteBuf second = Objects.requireNonNull(reading.read());
    assertThat(first.readableBytes() + second.readableBytes()).isEqualTo(100_000);
    assertThat(second.getByte(second.readerIndex())).isEqualTo((byte) 'x');
    reading.discard();
    first.release();
    second.release();
    assertThat(store.memory().used()).isZero();
  }

  /** Clients choose it, and it lies on the heap. */
  @Test
  void weighsWhatResponsesWereChosenBy() {
    Headers vary = new Headers().add("vary", "accept-encoding");
    Headers request = new Headers().add("accept-encoding", "x".repeat(15_000));
    try (MemoryStore store = new MemoryStore(MIB)) {
      for (int i = 0; i < 1000; i++) {
        store.put("key-" + i, Entries.of("hello", vary, request, store.memory()));
      }
      assertThat(store.size()).isLessThan(MIB / 15_000);
      assertThat(store.evictions()).isPositive();
    }
  }

  @Test
  void doesNotKeepWhatIsLargerThanItself() {
    try (MemoryStore store = new MemoryStore(10_000)) {
      store.put("a", Entries.of("x".repeat(20_000), store.memory()));
      assertThat(store.find("a")).isNull();
      assertThat(store.keys("")).isEmpty();
      assertThat(store.memory().used()).isZero();
    }
  }

  @Test
  void sharesTheContentOfAResponseThatWasRefreshed() {
    MemoryStore store = new MemoryStore(MIB);
    store.put("a", Entries.of("x".repeat(50_000), store.memory()));
    Stored before = only(store, "a");
    store.put("a", before.with(before.terms(), new Headers().add("x-new", "1"), store.memory()));

    Stored after = only(store, "a");
    assertThat(after.headers()).hasToString("x-new: 1\n");
    assertThat(Entries.content(after)).hasSize(50_000);
    assertThat(store.memory().used()).isLessThan(50_000 + 2 * SlotPage.BYTES);
    store.close();
    assertThat(store.memory().used()).isZero();
  }

  @Test
  void removesByKeyAndByWhatIsStored() {
    try (MemoryStore store = new MemoryStore(MIB)) {
      store.put("http://a/1 r", Entries.of("1", store.memory()));
      store.put("http://a/10 r", Entries.of("10", store.memory()));
      assertThat(store.keys("http://a/1 ")).containsExactly("http://a/1 r");
      assertThat(store.remove("http://a/1 r", stored -> false)).isZero();
      assertThat(store.remove("http://a/1 r", stored -> true)).isEqualTo(1);
      assertThat(store.find("http://a/1 r")).isNull();
      assertThat(store.keys("http://a/")).containsExactly("http://a/10 r");
    }
  }

  /** What weighs more than 2 GiB together cannot be one key's. */
  @Test
  void letsTheOldestVariantsGoWhereTogetherTheyAreTooLargeToBeWeighed() {
    Headers vary = new Headers().add("vary", "accept");
    ByteBuf mebibyte = Unpooled.directBuffer(MIB).writeZero(MIB);
    try (MemoryStore store = new MemoryStore(16L << 30)) {
      for (String accept : List.of("a", "b", "c", "d")) {
        CompositeByteBuf content = Unpooled.compositeBuffer(1024);
        for (int i = 0; i < 700; i++) {
          content.addComponent(true, mebibyte.retainedDuplicate());
        }
        Headers request = new Headers().add("accept", accept);
        Stored small = Entries.of(accept, vary, request, store.memory());
        ByteBuf lines = Unpooled.copiedBuffer(small.lines());
        store.put("a", new LargeStored(small.terms(), lines, small.headLength(), content, 0));
        small.release();
      }
      List<Stored> all = Objects.requireNonNull(store.peek("a")).all();
      assertThat(all)
          .extracting(each -> each.terms().selectors().getFirst())
          .containsExactly("d", "c");
      assertThat(store.weight()).isGreaterThan(1400L * MIB);
    }
    assertThat(mebibyte.refCnt()).isOne();
    mebibyte.release();
  }

  @Test
  void isReadWhileOthersStoreAndRemove() throws Exception {
    MemoryStore store = new MemoryStore(200_000);
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(thread);
        all.add(
            threads.submit(() -> {
              for (int i = 0; i < 5_000; i++) {
                String key = "key-" + random.nextInt(200);
                switch (random.nextInt(4)) {
                  case 0 -> store.put(key, Entries.of(key.repeat(300), store.memory()));
                  case 1 -> store.remove(key, stored -> true);
                  default -> read(store, key);
                }
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    store.close();
    assertThat(store.memory().used()).isZero();
    assertThat(store.keys("")).isEmpty();
  }

  private static void read(MemoryStore store, String key) {
    Variants variants = store.find(key);
    Stored stored = variants == null ? null : variants.select(new Headers());
    if (stored != null && stored.tryRetain()) {
      assertThat(Entries.content(stored)).startsWith(key);
      stored.release();
    }
  }

  private static Stored only(MemoryStore store, String key) {
    Variants variants = Objects.requireNonNull(store.find(key));
    assertThat(variants.all()).hasSize(1);
    return variants.all().getFirst();
  }
}
