package dev.gatehouse.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CacheMemoryTest {
  private record Taken(SlotSize.Slot slot, int bytes, byte mark) {}

  @Test
  void givesEachSlotToOneOwnerAtATimeAndAllOfItBackInTheEnd() {
    CacheMemory memory = new CacheMemory();
    Random random = new Random(3);
    List<Taken> taken = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      if (taken.size() > 300 || (!taken.isEmpty() && random.nextInt(3) == 0)) {
        giveBack(taken.remove(random.nextInt(taken.size())));
      } else {
        int bytes = random.nextInt(CacheMemory.LARGEST_SLOT + 1);
        SlotSize.Slot slot = memory.slot(bytes);
        byte mark = (byte) i;
        slot.page().memory().setBytes(slot.at(), filled(bytes, mark));
        taken.add(new Taken(slot, bytes, mark));
      }
    }
    taken.forEach(CacheMemoryTest::giveBack);
    assertThat(memory.used()).isZero();
  }

  @Test
  void roundsUpByLittle() {
    CacheMemory memory = new CacheMemory();
    for (int bytes = 1; bytes <= CacheMemory.LARGEST_SLOT; bytes += 13) {
      SlotSize.Slot slot = memory.slot(bytes);
      assertThat(slot.page().size.bytes()).isBetween(bytes, bytes + 31);
      slot.page().size.giveBack(slot.page(), slot.at());
    }
    assertThat(memory.used()).isZero();
  }

  /** Fails if somebody else has written to it. */
  private static void giveBack(Taken taken) {
    SlotSize.Slot slot = taken.slot();
    byte[] found = new byte[taken.bytes()];
    slot.page().memory().getBytes(slot.at(), found);
    assertThat(found).isEqualTo(filled(taken.bytes(), taken.mark()));
    slot.page().size.giveBack(slot.page(), slot.at());
  }

  private static byte[] filled(int bytes, byte mark) {
    byte[] filled = new byte[bytes];
    Arrays.fill(filled, mark);
    return filled;
  }
}
