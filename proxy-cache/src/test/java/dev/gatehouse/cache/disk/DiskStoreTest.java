package dev.gatehouse.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskStoreTest {
  @TempDir Path folder;

  @Test
  void givesWhatWasPut() {
    try (Rig rig = new Rig(folder)) {
      rig.put("a", "one");

      assertThat(rig.store.mayHave("a")).isTrue();
      assertThat(rig.get("a")).containsExactly("one");
      assertThat(rig.store.mayHave("b")).isFalse();
      assertThat(rig.get("b")).isEmpty();
      assertThat(rig.store.state().hits()).isEqualTo(1);
      assertThat(rig.store.state().misses()).isEqualTo(1);
    }
  }

  @Test
  void survivesTheProcessWithAllItsVariantsTheNewestFirst() {
    try (Rig rig = new Rig(folder)) {
      rig.put("a", 1, "one");
      rig.put("a", 2, "two");
      rig.put("a", 1, "one again");
      rig.put("empty", "");
    }

    try (Rig rig = new Rig(folder)) {
      assertThat(rig.get("a")).containsExactly("one again", "two");
      assertThat(rig.get("empty")).containsExactly("");
      assertThat(rig.found)
          .containsExactlyInAnyOrder("a=meta of one again", "a=meta of two", "empty=meta of ");
      assertThat(rig.store.state().entries()).isEqualTo(3);
    }
  }

  @Test
  void whatWasRemovedDoesNotComeBack() throws Exception {
    try (Rig rig = new Rig(folder)) {
      rig.put("a", 1, "old");
      rig.put("a", 1, "new");
      rig.put("a", 2, "other");
      rig.put("b", "stays");

      rig.store.remove("a");

      assertThat(rig.get("a")).isEmpty();
      try (Rig next = new Rig(rig.crash(folder.resolve("crashed")))) {
        assertThat(next.get("a")).isEmpty();
        assertThat(next.get("b")).containsExactly("stays");
      }
    }
  }

  @Test
  void aRemovalHoldsForWhatIsYetToBeWritten() {
    ArrayDeque<Runnable> later = new ArrayDeque<>();
    DiskThreads threads = new DiskThreads(later::add, Runnable::run, () -> 0, () -> {});
    DiskStore store =
        new DiskStore(
            new DiskSettings(folder, dev.gatehouse.core.settings.ByteSize.ofMiB(16)),
            new Bounds(8L << 12, 1 << 12, 100),
            DiskContents.UNWATCHED,
            threads,
            Segment.Output.DISK);
    ByteBuf content = Unpooled.directBuffer().writeInt(1);
    store.put("a", 0, new byte[0], content);
    store.put("b", 0, new byte[0], content);
    store.remove("a");
    store.put("a", 1, new byte[0], content);
    content.release();
    assertThat(store.state().waiting()).as("3 contents, and the keys").isEqualTo(3 * 4 + 3);

    later.remove().run();

    List<Long> variants = new ArrayList<>();
    store.find(
        "a",
        Runnable::run,
        entries ->
            entries.forEach(entry -> {
              variants.add(entry.variant());
              entry.content().release();
            }));
    assertThat(variants).containsExactly(1L);
    assertThat(store.mayHave("b")).isTrue();
    assertThat(store.state().waiting()).isZero();
  }

  @Test
  void anEntryThatIsReadIsNotOverwrittenWhenItsSegmentGoes() {
    try (Rig rig = new Rig(folder)) {
      rig.put("a", "x".repeat(1000));
      List<DiskEntry> held = new ArrayList<>();
      rig.store.find("a", Runnable::run, held::addAll);
      rig.store.find("a", Runnable::run, entries -> entries.getFirst().content().release());

      rig.store.remove("a");
      for (int i = 0; i < 100; i++) {
        rig.put("filler" + i, "y".repeat(1000));
      }

      DiskEntry entry = held.getFirst();
      assertThat(entry.isCurrent()).isFalse();
      assertThat(entry.content().toString(java.nio.charset.StandardCharsets.ISO_8859_1))
          .isEqualTo("x".repeat(1000));
      assertThat(rig.store.state().bytes()).isLessThanOrEqualTo(9L * Rig.SEGMENT);
      entry.content().release();
      assertThat(rig.store.state().bytes()).isLessThanOrEqualTo(8L * Rig.SEGMENT);
    }
  }

  @Test
  void theOldestGoFirstButForThoseThatWereWanted() {
    try (Rig rig = new Rig(folder)) {
      rig.put("wanted", "x".repeat(900));
      rig.put("hot", "x".repeat(400));
      rig.put("cold", "x".repeat(900));
      assertThat(rig.get("wanted")).hasSize(1);
      rig.hot.add("hot");

      for (int i = 0; !rig.gone.contains("cold"); i++) {
        rig.put("filler" + i, "y".repeat(1000));
      }

      assertThat(rig.get("wanted")).containsExactly("x".repeat(900));
      assertThat(rig.get("hot")).containsExactly("x".repeat(400));
      assertThat(rig.store.mayHave("cold")).isFalse();
      assertThat(rig.store.state().moved()).isEqualTo(2);
      assertThat(rig.store.state().bytes()).isLessThanOrEqualTo(8L * Rig.SEGMENT);
    }
  }

  @Test
  void evenIfAllIsWantedThereIsRoomForNewOnes() {
    try (Rig rig = new Rig(folder)) {
      for (int i = 0; i < 200; i++) {
        rig.put("key" + i, "x".repeat(1900));
        assertThat(rig.get("key" + i)).as("%d %s", i, rig.store.state()).hasSize(1);
      }
      assertThat(rig.store.state().bytes()).isLessThanOrEqualTo(8L * Rig.SEGMENT);
      assertThat(rig.store.state().dropped()).isZero();
    }
  }

  @Test
  void aStartWithLessRoomThanBeforeKeepsTheNewest() {
    try (Rig rig = new Rig(folder)) {
      for (int i = 0; i < 20; i++) {
        rig.put("key" + i, "x".repeat(1000));
      }
    }
    Bounds less = new Bounds(2L * Rig.SEGMENT, Rig.SEGMENT, 1000);
    try (Rig rig = new Rig(folder, less, Segment.Output.DISK)) {
      assertThat(rig.store.state().bytes()).isLessThanOrEqualTo(less.size());
      assertThat(rig.get("key19")).hasSize(1);
      assertThat(rig.gone).as("nobody was told that they were there").isEmpty();
      assertThat(rig.found).hasSize((int) rig.store.state().entries());
    }
  }

  @Test
  void noMoreEntriesAreKeptThanMayBe() {
    Bounds bounds = new Bounds(64L * Rig.SEGMENT, Rig.SEGMENT, 50);
    try (Rig rig = new Rig(folder, bounds, Segment.Output.DISK)) {
      for (int i = 0; i < 500; i++) {
        rig.put("key" + i, "x");
      }
      assertThat(rig.store.state().entries()).isBetween(40L, 50L);
      assertThat(rig.get("key499")).hasSize(1);
    }
  }

  @Test
  void longKeysCountForMoreAsTheyTakeMoreOfTheHeap() {
    Bounds bounds = new Bounds(64L * Rig.SEGMENT, Rig.SEGMENT, 50);
    String tail = "x".repeat(9 * Bounds.ENTRY_COST);
    try (Rig rig = new Rig(folder, bounds, Segment.Output.DISK)) {
      for (int i = 0; i < 20; i++) {
        rig.put(i + tail, "x");
      }
      assertThat(rig.store.state().entries()).isEqualTo(5);
      assertThat(rig.get(19 + tail)).hasSize(1);
      for (int i = 0; i < 20; i++) {
        rig.store.remove(i + tail);
      }
      for (int i = 0; i < 40; i++) {
        rig.put("short" + i, "x");
      }
      assertThat(rig.store.state().entries()).as("what is gone counts no more").isEqualTo(40);
    }
  }

  @Test
  void whatIsTooLargeIsNotWrittenAndReplacesNothingWithNothing() {
    try (Rig rig = new Rig(folder)) {
      rig.put("a", "small");

      rig.put("a", "x".repeat(Rig.SEGMENT));

      assertThat(rig.get("a")).isEmpty();
      assertThat(rig.store.state().dropped()).isEqualTo(1);
    }
  }

  @Test
  void filesOfOthersStayAndThoseOfAnotherVersionGo() throws Exception {
    Path others = Files.writeString(folder.resolve("notes.txt"), "mine");
    Path unknown = Files.writeString(folder.resolve("0000000000000007.segment"), "of the future");

    try (Rig rig = new Rig(folder)) {
      rig.put("a", "one");
      assertThat(rig.get("a")).hasSize(1);
    }

    assertThat(others).hasContent("mine");
    assertThat(Rig.segments(folder)).isNotEmpty();
    assertThat(unknown).doesNotExist();
  }

  @Test
  void whoAskedAndLeftLeaksNothing() {
    try (Rig rig = new Rig(folder)) {
      rig.put("a", "one");

      rig.store.find(
          "a",
          task -> {
            throw new RejectedExecutionException();
          },
          entries -> {
            throw new AssertionError("nobody is there");
          });

      assertThat(rig.store.state().hits()).isEqualTo(1);
    }
  }
}
