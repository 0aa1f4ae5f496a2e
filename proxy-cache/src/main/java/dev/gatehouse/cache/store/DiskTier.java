package dev.gatehouse.cache.store;

import dev.gatehouse.cache.disk.DiskContents;
import dev.gatehouse.cache.disk.DiskEntry;
import dev.gatehouse.cache.disk.DiskSettings;
import dev.gatehouse.cache.disk.DiskState;
import dev.gatehouse.cache.disk.DiskStore;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The responses on disk behind those in memory. Gets whatever memory gets, keeps it when it goes
 * from there for want of room, and across restarts.
 *
 * <p>What is found is kept in memory from then on if it is small, was asked for before, or is stale
 * and will be asked about; else it is lent, as the file's own memory.
 *
 * <p>Thread-safe; nothing waits but opening, closing, and what purges need.
 */
public final class DiskTier implements AutoCloseable {
  /** What is not longer than this is cheaper to copy than to ask for twice. */
  private static final int SMALL = 64 * 1024;

  /** The disk's own order is that of writing, and it writes again what it moves. */
  private static final Comparator<Stored> LATEST_FIRST =
      Comparator.comparingLong((Stored each) -> each.terms().received()).reversed();

  private final MemoryStore memory;
  private final DiskKeys keys = new DiskKeys();
  private final DiskStore store;
  private final ConcurrentMap<String, DiskSearch> searches = new ConcurrentHashMap<>();

  private DiskTier(DiskSettings settings, MemoryStore memory) {
    this.memory = memory;
    this.store = DiskStore.open(settings, contents());
  }

  /** Opens the tier, and has {@code memory} use it from now on. */
  public static DiskTier open(DiskSettings settings, MemoryStore memory) {
    DiskTier tier = new DiskTier(settings, memory);
    memory.follow(tier);
    return tier;
  }

  private DiskContents contents() {
    return new DiskContents() {
      @Override
      public void found(String key, long variant, byte[] meta) {
        TermsForm form = TermsForm.decode(meta);
        if (form != null) {
          keys.add(key, form.terms().tags());
        }
      }

      @Override
      public void gone(String key) {
        forget(key);
      }

      @Override
      public boolean isHot(String key) {
        return memory.peek(key) != null;
      }
    };
  }

  // ---- what memory does

  /** Writes a response of {@code key}, of which the caller is a user. */
  void put(String key, Stored stored) {
    Terms terms = stored.terms();
    byte[] meta = new TermsForm(terms, stored.lines()).encode();
    ByteBuf content = stored.content();
    store.put(key, terms.variant(), meta, content);
    content.release();
    if (store.has(key)) {
      keys.add(key, terms.tags()); // behind the entry: who forgets a key looks for entries
    }
  }

  /** Writes those that are left of a key whose entries were removed, the oldest first. */
  void putAll(String key, @Nullable Variants left) {
    for (Stored each : left == null ? List.<Stored>of() : left.all().reversed()) {
      if (each.tryRetain()) {
        put(key, each);
        each.release();
      }
    }
  }

  /** Removes all of {@code key}. */
  void remove(String key) {
    store.remove(key);
    forget(key);
  }

  /** Forgets a key without entries; it may get one meanwhile, and is known again then. */
  private void forget(String key) {
    if (!store.has(key)) {
      List<String> tags = keys.remove(key);
      if (tags != null && store.has(key)) {
        keys.add(key, tags);
      }
    }
  }

  // ---- who looks for something

  /** Whether there are more responses of {@code key} than {@code known} of memory. Never waits. */
  public boolean hasMoreThan(@Nullable Variants known, String key) {
    return known == null
        ? store.mayHave(key)
        : store.mayHave(key) && store.variants(key) > known.all().size();
  }

  /**
   * Finds all responses of {@code key}, and keeps them in memory if that is worth it.
   *
   * @param now milliseconds since 1970
   * @param asker runs {@code found} later
   * @param found gets them, the latest first, as a user of each; none if there are none any more
   */
  public void find(String key, long now, Executor asker, Consumer<List<Stored>> found) {
    DiskSearch mine = new DiskSearch();
    DiskSearch search = searches.computeIfAbsent(key, same -> mine);
    if (!search.join(asker, found)) {
      // it has come to its end a moment ago: so memory has it, or nobody
      DiskSearch.answer(asker, found, List.of());
    } else if (search == mine) {
      store.find(key, Runnable::run, entries -> found(key, now, mine, entries));
    }
  }

  /** On the thread that reads. */
  private void found(String key, long now, DiskSearch search, List<DiskEntry> entries) {
    List<Stored> all = new ArrayList<>(entries.size());
    try {
      for (DiskEntry entry : entries) {
        Stored stored = stored(entry, now);
        if (stored != null) {
          all.add(stored);
        }
      }
      all.sort(LATEST_FIRST);
      List<Stored> kept = all.stream().filter(each -> !each.isLent() && each.tryRetain()).toList();
      if (!kept.isEmpty()) {
        memory.promote(key, kept);
      }
      if (!entries.stream().allMatch(DiskEntry::isCurrent)) {
        memory.demote(key, kept); // removed, replaced or renewed while it was read
        all.forEach(Stored::release);
        all.clear(); // who asks may do so since
      }
    } finally {
      entries.forEach(entry -> entry.content().release());
      searches.remove(key, search);
      search.end(all);
    }
  }

  /** Makes a response of what was found: one to be kept, or one that is lent. */
  private @Nullable Stored stored(DiskEntry entry, long now) {
    TermsForm form = TermsForm.decode(entry.meta());
    if (form == null) {
      return null;
    }
    Terms terms = form.terms();
    ByteBuf content = entry.content();
    boolean stays =
        entry.again()
            || content.readableBytes() <= SMALL
            || terms.age(now) >= terms.lifetime().millis();
    return stays
        ? Stored.of(terms, form.lines(), content, memory.memory())
        : new LentStored(terms, form.lines(), content.retainedSlice());
  }

  // ---- who removes something

  /** What begins with {@code prefix} is outdated on disk also where its keys are not known yet. */
  public void outdate(String prefix) {
    store.removeUnread(prefix);
  }

  /** The keys on disk that begin with {@code prefix}, in order. */
  public Iterable<String> keys(String prefix) {
    return keys.with(prefix);
  }

  /** The keys on disk that have responses with {@code tag}. */
  public Iterable<String> tagged(String tag) {
    return keys.tagged(tag);
  }

  /** How many responses of {@code key} there are. */
  public int count(String key) {
    return store.variants(key);
  }

  /** What the responses of {@code key} take there. */
  public long bytes(String key) {
    return store.bytes(key);
  }

  /**
   * Gives those responses of {@code key} that {@code which} accepts other terms: all of them,
   * however many are asked for, so it waits for the disk; not for event loops.
   */
  public void renew(String key, Predicate<Terms> which, UnaryOperator<Terms> renewed) {
    for (DiskEntry entry : store.findNow(key)) {
      TermsForm form = TermsForm.decode(entry.meta());
      if (form != null && which.test(form.terms())) {
        Terms terms = renewed.apply(form.terms());
        store.renew(entry, new TermsForm(terms, form.lines()).encode());
      }
      entry.content().release();
    }
  }

  /** Waits until what was removed so far cannot come back, or for a while; not for event loops. */
  public void awaitDurable() {
    store.awaitDurable();
  }

  // ---- who runs it

  public DiskState state() {
    return store.state();
  }

  /** Writes what waits, and lets go of the files. */
  @Override
  public void close() {
    store.close();
  }
}
