package dev.gatehouse.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or broken, and folders that cannot be had. */
final class DiskTroublesTest {
  private static final Bounds BOUNDS = new Bounds(8L * Rig.SEGMENT, Rig.SEGMENT, 1000);

  @TempDir Path folder;
  private boolean full;

  /** Writes half of what it is given when the disk is full. */
  private final Segment.Output output =
      (channel, pieces, at) -> {
        if (full) {
          pieces[1].limit(pieces[1].limit() / 2);
          pieces[2].limit(0);
          Segment.Output.DISK.write(channel, pieces, at);
          throw new IOException("No space left on device");
        }
        Segment.Output.DISK.write(channel, pieces, at);
      };

  @Test
  void aFullDiskDropsWhatIsWrittenAndPausesThenGoesOn() {
    try (Rig rig = new Rig(folder, BOUNDS, output)) {
      rig.put("a", "one");
      rig.put("b", "one");
      full = true;
      rig.put("a", "two, which does not fit");
      full = false;
      rig.put("c", "still pausing");

      assertThat(rig.get("a")).as("the one that was to be replaced").isEmpty();
      assertThat(rig.get("b")).containsExactly("one");
      assertThat(rig.get("c")).isEmpty();
      assertThat(rig.store.state().pausing()).isTrue();
      assertThat(rig.store.state().errors()).isEqualTo(1);
      assertThat(rig.store.state().dropped()).isEqualTo(2);

      rig.pass(Troubles.PAUSE);
      rig.put("c", "x");

      assertThat(rig.get("c")).containsExactly("x");
      assertThat(rig.store.state().pausing()).isFalse();
    }
    try (Rig rig = new Rig(folder)) {
      assertThat(rig.get("a")).isEmpty();
      assertThat(rig.get("b")).containsExactly("one");
      assertThat(rig.get("c")).containsExactly("x");
    }
  }

  /** Else whoever keeps account of the keys would keep those that could not be written for good. */
  @Test
  void whoIsToldThatAnEntryIsGoneFindsNothingOfItWaiting() {
    try (Rig rig = new Rig(folder, BOUNDS, output)) {
      full = true;
      rig.put("a", "does not fit");
      rig.put("b", "pausing");
      assertThat(rig.gone).containsExactly("a", "b");
      assertThat(rig.left).isEmpty();
    }
  }

  @Test
  void removalsGoOnWhileTheDiskIsFull() throws IOException {
    try (Rig rig = new Rig(folder, BOUNDS, output)) {
      rig.put("a", "one");
      full = true;
      rig.put("b", "two");

      rig.store.remove("a");

      try (Rig next = new Rig(rig.crash(folder.resolve("crashed")))) {
        assertThat(next.get("a")).isEmpty();
      }
    }
  }

  @Test
  void aFolderOfAnotherStoreIsLeftAloneUntilThatIsGone() {
    Rig first = new Rig(folder);
    first.put("a", "one");
    first.put("b", "one");
    first.put("c", "one");
    try (Rig second = new Rig(folder)) {
      assertThat(second.store.state().open()).isFalse();
      second.put("a", "newer");
      second.store.remove("b");
      assertThat(second.get("a")).isEmpty();
      assertThat(second.store.mayHave("c")).isFalse();

      first.close();
      second.pass(Troubles.PAUSE);
      second.put("d", "one");

      assertThat(second.store.state().open()).isTrue();
      assertThat(second.get("a")).as("outdated since").isEmpty();
      assertThat(second.get("b")).as("removed since").isEmpty();
      assertThat(second.get("c")).containsExactly("one");
      assertThat(second.get("d")).containsExactly("one");
      assertThat(second.found).containsExactly("c=meta of one");
    }
  }

  @Test
  void whatBeginsWithWhatWasRemovedMeanwhileIsNotBelieved() {
    Rig first = new Rig(folder);
    first.put("http://a/x one", "one");
    first.put("http://a/x two", "one");
    first.put("http://a/xy one", "one");
    try (Rig second = new Rig(folder)) {
      second.store.removeUnread("http://a/x ");
      first.close();
      second.pass(Troubles.PAUSE);
      second.put("d", "one");
      second.store.removeUnread("http://a/xy"); // read by now: who removes knows its keys

      assertThat(second.get("http://a/x one")).isEmpty();
      assertThat(second.get("http://a/x two")).isEmpty();
      assertThat(second.get("http://a/xy one")).containsExactly("one");
    }
  }

  @Test
  void ofTooManyRemovalsMeanwhileNothingIsBelieved() {
    Rig first = new Rig(folder);
    first.put("a", "one");
    try (Rig second = new Rig(folder)) {
      for (int i = 0; i <= Missed.MOST; i++) {
        second.store.remove("key" + i);
      }
      first.close();
      second.pass(Troubles.PAUSE);
      second.put("d", "one");

      assertThat(second.get("a")).isEmpty();
      assertThat(second.get("d")).containsExactly("one");
    }
  }

  @Test
  void ofTooLongKeysThatWereRemovedMeanwhileNothingIsBelievedEither() {
    String tail = "x".repeat(Missed.MOST_CHARACTERS / 100);
    Rig first = new Rig(folder);
    first.put("a", "one");
    try (Rig second = new Rig(folder)) {
      for (int i = 0; i < 100; i++) {
        second.store.remove(i + tail);
      }
      first.close();
      second.pass(Troubles.PAUSE);
      second.put("d", "one");

      assertThat(second.get("a")).isEmpty();
      assertThat(second.get("d")).containsExactly("one");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNoErrorForAnybody() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");

    try (Rig rig = new Rig(file)) {
      rig.put("a", "one");

      assertThat(rig.get("a")).isEmpty();
      rig.store.remove("a");
      assertThat(rig.store.state().open()).isFalse();
      assertThat(rig.store.state().errors()).isEqualTo(1);

      Files.delete(file);
      rig.pass(Troubles.PAUSE);
      rig.put("a", "two");

      assertThat(rig.get("a")).containsExactly("two");
    }
  }
}
