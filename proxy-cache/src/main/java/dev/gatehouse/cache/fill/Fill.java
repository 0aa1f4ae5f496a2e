package dev.gatehouse.cache.fill;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of one response while it arrives, for any number of readers on any event loop.
 *
 * <p>As long as the content fits into what may be kept, all of it is kept, whoever wants it can
 * join from the first byte on, and the source is read as fast as it gives: a slow client delays
 * nobody, and what everybody has turned away from is stored all the same. Content that does not fit
 * is passed on: nobody joins any more, a piece goes as soon as the last reader has read it, the
 * source is read at the pace of the slowest reader, and given up when none is left.
 *
 * <p>The source and the listener are used on the event loop called home, only. See {@link Piece}
 * for how the content is shared.
 */
public final class Fill {
  /** Told on home what becomes of the content: once {@link #complete}, passed or broken. */
  public interface Listener {
    /**
     * All of the content is here, and nobody joins after this returns.
     *
     * @param pieces the content in order; lent until this returns, and read by others meanwhile:
     *     what they hold is not to be changed
     */
    void complete(List<ByteBuf> pieces, @Nullable Headers trailers);

    /** The content is not kept: it only goes on to those who read it already. */
    void unkept(Unkept why);

    /** Content that was not kept has come to its end. */
    void passed();

    /**
     * The content broke off, was given up, or nobody was left to read what was not kept.
     *
     * @param pieces what had come, if all of it was kept until its source broke off; lent as with
     *     {@link #complete}
     */
    void broken(Failure failure, List<ByteBuf> pieces);
  }

  /** What may lie between the source and the slowest reader of content that is passed on. */
  private static final long WINDOW = 256 * 1024;

  /** How little has to be left of that for the source to be read again. */
  private static final long RESUME = WINDOW / 2;

  private static final Logger LOG = LoggerFactory.getLogger(Fill.class);

  private final EventExecutor home;
  private final Body source;
  private final long length;
  private final long keepAtMost;
  private final MemoryBudget budget;
  private final Listener listener;

  // home's own
  private Piece tail = new Piece(2);
  private long received;
  private boolean over;
  private boolean pulling;
  private boolean again;
  private boolean demanded;

  // shared with the readers
  private volatile @Nullable Piece first = tail;
  private volatile boolean passing;
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicLong held = new AtomicLong();
  private final AtomicBoolean stalled = new AtomicBoolean();

  /**
   * Takes over {@code source}.
   *
   * @param home the event loop that {@code source} belongs to
   * @param keepAtMost how many bytes of content are kept at most
   * @param budget what all fills may hold together
   */
  public Fill(
      EventExecutor home, Body source, long keepAtMost, MemoryBudget budget, Listener listener) {
    this.home = home;
    this.source = source;
    this.length = source.length();
    this.keepAtMost = keepAtMost;
    this.budget = budget;
    this.listener = listener;
  }

  /** Begins to read the source. Content that is known not to fit goes to those who have joined. */
  public void start() {
    if (length > keepAtMost) {
      pass(Unkept.TOO_LARGE);
    }
    pull();
  }

  /** The length of the content, or {@link Body#UNKNOWN_LENGTH}. From any thread. */
  public long length() {
    return length;
  }

  /**
   * The content from its first byte on, confined to {@code loop}; null if it can no longer be
   * joined. From any thread.
   */
  public @Nullable Body reader(EventExecutor loop) {
    // counted first: who finds nobody present after closing the door can rely on it
    present.incrementAndGet();
    Piece begin = first;
    if (begin != null && begin.tryHold()) {
      return new FillReader(this, loop, begin);
    }
    left();
    return null;
  }

  /** Gives the rest up for {@code failure}, which all readers get. Harmless when it is over. */
  public void abandon(Failure failure) {
    if (!over) {
      breakOff(failure, List.of());
    }
  }

  // ---- home

  private void pull() {
    if (pulling) {
      again = true;
      return;
    }
    pulling = true;
    do {
      again = false;
      move();
    } while (again);
    pulling = false;
  }

  private void move() {
    while (!over && !(passing && mustWait()) && !demanded) {
      ByteBuf piece = source.read();
      if (piece != null) {
        append(piece);
      } else if (!finish()) {
        demanded = true;
        source.demand(this::ready);
      }
    }
  }

  private void ready() {
    demanded = false;
    pull();
  }

  /** True if reading on makes no sense now: the readers have enough, or there are none. */
  private boolean mustWait() {
    if (present.get() == 0) {
      breakOff(Failure.of(FailureReason.CLIENT_GONE, "no reader is left"), List.of());
      return true;
    }
    if (held.get() < WINDOW) {
      return false;
    }
    // said before looking again: who frees the last of it after this look sees that we wait
    stalled.set(true);
    return held.get() > RESUME || !stalled.compareAndSet(true, false);
  }

  private void append(ByteBuf content) {
    int bytes = content.readableBytes();
    if (bytes == 0) {
      content.release();
      return;
    }
    received += bytes;
    Unkept why = passing ? null : account(content);
    if (passing || why != null) {
      budget.charge(Piece.cost(content)); // the window bounds it
    }
    held.addAndGet(Piece.cost(content));
    Piece here = tail;
    Piece next = new Piece(2); // held by the one before it, and by us
    tail = next;
    Piece.Waiting waiting = here.fill(content, next);
    freed(here.release());
    if (why != null) {
      pass(why);
    }
    wake(waiting);
  }

  /** Reserves memory for {@code content}; says why not if it is not to be kept. */
  private @Nullable Unkept account(ByteBuf content) {
    if (received > keepAtMost) {
      return Unkept.TOO_LARGE;
    }
    return budget.reserve(Piece.cost(content)) ? null : Unkept.MEMORY;
  }

  private void pass(Unkept why) {
    passing = true;
    close();
    listener.unkept(why);
  }

  private boolean finish() {
    Failure failure = source.failure();
    if (failure != null) {
      breakOff(failure, passing ? List.of() : pieces());
    } else if (source.ended()) {
      complete();
    }
    return over;
  }

  private void complete() {
    boolean kept = !passing;
    over = true;
    passing = false;
    Headers trailers = source.trailers();
    source.discard();
    Piece last = tail;
    Piece.Waiting waiting = last.end(new Piece.End(trailers));
    wake(waiting);
    try {
      if (kept) {
        listener.complete(pieces(), trailers);
      } else {
        listener.passed();
      }
    } finally {
      close();
      freed(last.release());
    }
  }

  /** The content from its start, as views that can be read without disturbing the readers. */
  private List<ByteBuf> pieces() {
    List<ByteBuf> pieces = new ArrayList<>();
    for (Piece piece = first; piece != null; piece = piece.next()) {
      ByteBuf content = piece.content();
      if (content != null) {
        pieces.add(content.duplicate());
      }
    }
    return pieces;
  }

  private void breakOff(Failure failure, List<ByteBuf> pieces) {
    over = true;
    passing = false;
    Piece begin = first; // held on to for as long as the listener may look
    first = null;
    source.discard();
    Piece last = tail;
    wake(last.fail(failure));
    try {
      listener.broken(failure, pieces);
    } finally {
      if (begin != null) {
        freed(begin.release());
      }
      freed(last.release());
    }
  }

  /** Lets nobody join any more; what no reader has to read goes. */
  private void close() {
    Piece begin = first;
    if (begin != null) {
      first = null;
      freed(begin.release());
    }
  }

  private void wake(Piece.@Nullable Waiting waiting) {
    for (Piece.Waiting one = waiting; one != null; one = one.before()) {
      one.reader().wake(home);
    }
  }

  // ---- any thread

  /** Takes note that a reader was the last one to need {@code bytes}. */
  void freed(long bytes) {
    if (bytes == 0) {
      return;
    }
    budget.release(bytes);
    if (held.addAndGet(-bytes) <= RESUME && stalled.compareAndSet(true, false)) {
      pullOnHome();
    }
  }

  /** Takes note that a reader is gone. */
  void left() {
    if (present.decrementAndGet() == 0 && passing) {
      pullOnHome();
    }
  }

  private void pullOnHome() {
    try {
      home.execute(this::pull);
    } catch (RejectedExecutionException e) {
      LOG.debug("a response's event loop has ended, and its source with it", e);
    }
  }
}
