package dev.gatehouse.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store makes of files that were cut off or damaged anywhere. */
final class DiskStoreCrashTest {
  private static final List<String> KEYS = List.of("a", "b", "c", "d");

  @TempDir Path folder;

  /** Leaves files in which "a" was replaced, "b" removed, "c" written once. */
  private Path history() throws IOException {
    try (Rig rig = new Rig(folder.resolve("written"))) {
      rig.put("a", "a version 1");
      rig.put("b", "b version 1");
      rig.put("a", "a version 2");
      rig.put("c", "c version 1");
      rig.store.remove("b");
      return rig.crash(folder.resolve("crashed"));
    }
  }

  private void expectNothingWrong(Path path, String how) throws IOException {
    try (Rig rig = new Rig(path)) {
      for (String key : KEYS) {
        List<String> found = rig.get(key);
        assertThat(found).as("%s: %s", how, key).hasSizeLessThanOrEqualTo(1);
        assertThat(found).as("%s: %s", how, key).isSubsetOf(key + " version 1", key + " version 2");
        assertThat(key.equals("b") ? found : List.of()).as("%s: removed", how).isEmpty();
      }
      rig.put("d", "d version 1");
      assertThat(rig.get("d")).as(how).containsExactly("d version 1");
    }
    try (Rig rig = new Rig(path)) {
      assertThat(rig.get("d")).as(how).containsExactly("d version 1");
    }
    for (Path file : Rig.segments(path)) {
      Files.delete(file);
    }
  }

  @Test
  void cutOffAnywhereItFindsWhatIsWholeAndGoesOn() throws IOException {
    Path file = Rig.segments(history()).getFirst();
    byte[] whole = Files.readAllBytes(file);
    Path path = folder.resolve("cut");
    Files.createDirectories(path);

    for (int length = 0; length <= whole.length; length++) {
      Files.write(path.resolve(file.getFileName()), Arrays.copyOf(whole, length));
      expectNothingWrong(path, "cut at " + length);
    }
  }

  @Test
  void zerosWhereTheEndWasAreTheEnd() throws IOException {
    Path file = Rig.segments(history()).getFirst();
    byte[] whole = Files.readAllBytes(file);
    Path path = folder.resolve("zeros");
    Files.createDirectories(path);

    for (int from = 0; from < whole.length; from++) {
      byte[] bytes = whole.clone();
      Arrays.fill(bytes, from, bytes.length, (byte) 0);
      Files.write(path.resolve(file.getFileName()), bytes);
      // the removal of "b" is lost with what follows only if "b" itself is
      expectNothingWrong(path, "zeros from " + from);
    }
  }

  @Test
  void noBitThatChangesMakesAnythingWrong() throws IOException {
    Path file = Rig.segments(history()).getFirst();
    byte[] whole = Files.readAllBytes(file);
    Path path = folder.resolve("flipped");
    Files.createDirectories(path);

    for (int bit = 0; bit < whole.length * 8; bit += 3) {
      byte[] bytes = whole.clone();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(path.resolve(file.getFileName()), bytes);
      expectNothingWrong(path, "bit " + bit);
    }
  }

  @Test
  void contentThatIsDamagedLaterIsAMissAndStaysOne() throws IOException {
    Path path = folder.resolve("later");
    try (Rig rig = new Rig(path)) {
      rig.put("a", "a version 1");
      Path file = Rig.segments(path).getFirst();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 9] ^= 1;
      Files.write(file, bytes);

      assertThat(rig.get("a")).isEmpty();
      assertThat(rig.store.state().damaged()).isEqualTo(1);
      assertThat(rig.store.mayHave("a")).isFalse();
      assertThat(rig.gone).containsExactly("a");
    }
    try (Rig rig = new Rig(path)) {
      assertThat(rig.get("a")).isEmpty();
    }
  }

  @Test
  void aTornTailIsWrittenOverAndNeverReadAgain() throws IOException {
    Path path = history();
    Path file = Rig.segments(path).getFirst();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));

    try (Rig rig = new Rig(path)) {
      assertThat(rig.get("c")).isEmpty();
      rig.put("e", "e version 1");
      assertThat(Rig.segments(path)).hasSize(1);
    }
    try (Rig rig = new Rig(path)) {
      assertThat(rig.get("c")).isEmpty();
      assertThat(rig.get("e")).containsExactly("e version 1");
    }
  }
}
