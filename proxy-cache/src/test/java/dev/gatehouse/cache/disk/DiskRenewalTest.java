package dev.gatehouse.cache.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.ByteSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that are written again with another meta, and what else happens until they are. */
final class DiskRenewalTest {
  private static final byte[] FRESH = {1};
  private static final byte[] STALE = {2};

  @TempDir Path folder;
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();
  private DiskStore store;

  @BeforeEach
  void open() {
    store =
        new DiskStore(
            new DiskSettings(folder, ByteSize.ofMiB(16)),
            new Bounds(8L << 12, 1 << 12, 100),
            DiskContents.UNWATCHED,
            new DiskThreads(later::add, Runnable::run, () -> 0, () -> {}),
            Segment.Output.DISK);
    put("a", "x");
    write();
  }

  @AfterEach
  void close() {
    assertThat(later).isEmpty();
  }

  @Test
  void whatIsToBeRenewedIsNotCurrentFromTheMomentItIsAskedFor() {
    DiskEntry entry = find("a").getFirst();
    assertThat(entry.isCurrent()).isTrue();
    store.renew(entry, STALE);
    assertThat(entry.isCurrent()).isFalse();
    entry.content().release();
    write();
    assertThat(metas("a")).containsExactly(STALE);
  }

  /** Its renewal would find that it is not what it was asked for, and leave it as it is. */
  @Test
  void whatIsToBeRenewedDoesNotSurviveInAnotherFileAsItIs() {
    DiskEntry entry = find("a").getFirst();
    for (int i = 0; i < 12; i++) {
      put("filler" + i, "y".repeat(3000));
    }
    store.renew(entry, STALE);
    entry.content().release();
    write();
    assertThat(metas("a")).doesNotContain(FRESH);
    assertThat(store.mayHave("filler11")).isTrue();
  }

  private void put(String key, String content) {
    ByteBuf buffer = Unpooled.copiedBuffer(content, ISO_8859_1);
    store.put(key, 0, FRESH, buffer);
    buffer.release();
  }

  private void write() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }

  private List<DiskEntry> find(String key) {
    List<DiskEntry> found = new ArrayList<>();
    store.find(key, Runnable::run, found::addAll);
    return found;
  }

  private List<byte[]> metas(String key) {
    List<byte[]> metas = new ArrayList<>();
    for (DiskEntry entry : find(key)) {
      metas.add(entry.meta());
      entry.content().release();
    }
    return metas;
  }
}
