package dev.gatehouse.cache.store;

import org.jspecify.annotations.Nullable;

/**
 * The pages with slots of one size. Guarded by itself: a slot is taken once per stored response and
 * given back once.
 */
final class SlotSize {
  private final int bytes;
  private @Nullable SlotPage withRoom;

  SlotSize(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** A place in a page: what a slot is until its page and place are noted by its owner. */
  record Slot(SlotPage page, int at) {}

  synchronized Slot take(CacheMemory memory) {
    SlotPage page = withRoom;
    if (page == null) {
      page = new SlotPage(this, memory.take(SlotPage.BYTES));
      withRoom = page;
    }
    int at = page.take();
    if (page.full()) {
      unlink(page);
    }
    return new Slot(page, at);
  }

  synchronized void giveBack(SlotPage page, int at) {
    boolean wasFull = page.full();
    page.giveBack(at);
    if (page.empty()) {
      if (!wasFull) {
        unlink(page);
      }
      page.memory().release();
    } else if (wasFull) {
      link(page);
    }
  }

  private void link(SlotPage page) {
    SlotPage first = withRoom;
    page.next = first;
    if (first != null) {
      first.previous = page;
    }
    withRoom = page;
  }

  private void unlink(SlotPage page) {
    SlotPage before = page.previous;
    SlotPage behind = page.next;
    if (before == null) {
      withRoom = behind;
    } else {
      before.next = behind;
    }
    if (behind != null) {
      behind.previous = before;
    }
    page.previous = null;
    page.next = null;
  }
}
