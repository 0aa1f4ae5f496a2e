package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.time.Timed;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of one exchange: a backend, the stream to it, and what came of it. It hears what
 * becomes of the stream and hands on what matters; what that means for the exchange is decided by
 * its {@link Attempts}, which may have several, one after another or side by side.
 *
 * <p>Confined to the event loop of its exchange. It is over when it has left its backend; from then
 * on it neither tells nor is told anything.
 */
final class Attempt implements UpstreamListener {
  private final Attempts owner;
  private final long begunAt;
  private @Nullable Backend backend;
  private @Nullable UpstreamStream stream;
  private long due = Timed.NEVER;
  private short status;
  private @Nullable HeldAnswer held;
  private final boolean hedge;
  private boolean requestSent;
  private boolean spared;

  /**
   * Makes an attempt at {@code backend}, which was picked for it and counts it.
   *
   * @param hedge whether it is made beside another one, which is slow
   */
  Attempt(Attempts owner, Backend backend, boolean hedge) {
    this.owner = owner;
    this.backend = backend;
    this.hedge = hedge;
    this.begunAt = owner.now();
  }

  /** Asks for a stream; everything may happen before this returns. */
  void begin(UpstreamChoice choice) {
    Backend target = backend;
    if (target != null) {
      Exchange exchange = owner.exchange();
      exchange.attempt(owner.forwarder().pool().name(), target.name());
      mark(Mark.ACQUIRE);
      target.observer().attempted(exchange.loop().index());
      owner.forwarder().upstreams().acquire(exchange.loop(), target, this, choice);
    }
  }

  /** The log shows the times of the attempt that was there first: they contain the other's. */
  private void mark(Mark mark) {
    if (!hedge) {
      owner.exchange().mark(mark);
    }
  }

  /** True if it is made beside another one. */
  boolean isHedge() {
    return hedge;
  }

  /** The backend; null once it was left. */
  @Nullable Backend backend() {
    return backend;
  }

  /** The stream; null while there is none, and once it failed or was given up. */
  @Nullable UpstreamStream stream() {
    return stream;
  }

  /** The moment at which its owner is to look at it; {@link Timed#NEVER} if there is none. */
  long due() {
    long perTry = owner.forwarder().retries().rules().perTry();
    return perTry == 0 || spared || status != 0 ? due : Math.min(due, begunAt + perTry);
  }

  /** Has its owner look at it at {@code moment}, or before that if its time as a try is over. */
  void due(long moment) {
    due = moment;
  }

  /** True if what it was to be looked at for is due, beside its time as a try. */
  boolean isDue(long now) {
    return due != Timed.NEVER && due - now <= 0;
  }

  /** True if its time as a try is over, and that matters. */
  boolean isTryOver(long now) {
    long next = due();
    return next != Timed.NEVER && next - now <= 0 && !isDue(now);
  }

  /** Lets it go on beyond its time as a try: no other may take its place. */
  void spare() {
    spared = true;
  }

  /** True once the request was handed to the transport completely. */
  boolean isSent() {
    return requestSent;
  }

  // ---- what the stream tells

  @Override
  public void acquired(UpstreamStream acquired) {
    stream = acquired;
    mark(Mark.ACQUIRED);
    Request request = owner.exchange().request();
    Backend target = backend;
    if (target != null && owner.forwarder().host() == HostPolicy.BACKEND) {
      request.authority(target.authority());
    }
    acquired.send(request, owner.content(this));
  }

  @Override
  public void requestSent() {
    if (backend != null) {
      requestSent = true;
      mark(Mark.REQUEST_SENT);
      owner.sent(this);
    }
  }

  @Override
  public void stalled(boolean waiting) {
    if (backend != null && !requestSent) {
      owner.stalled(this, waiting);
    }
  }

  @Override
  public void informed(Response interim) {
    if (backend != null) {
      owner.informed(this, interim);
    }
  }

  @Override
  public void responded(Response response) {
    Backend answering = backend;
    if (answering == null) {
      response.body().discard();
      return;
    }
    status = (short) response.status();
    long now = owner.now();
    answering.answered(now - begunAt, now);
    answering
        .observer()
        .responded(owner.exchange().loop().index(), response.status(), now - begunAt);
    HeadTimes times = owner.forwarder().retries().times();
    if (times != null) {
      times.record(now - begunAt);
    }
    if (owner.forwarder().pool().turns() != null && response.body() instanceof FedBody fed) {
      fed.whenComplete(() -> leave(null, true)); // the rest is the client's time
    }
    HeldAnswer holding = HeldAnswer.of(owner, this, answering, response);
    if (holding == null) {
      owner.responded(this, answering, response);
    } else {
      held = holding;
      due(now + HeldAnswer.LONGEST);
      owner.arm();
      holding.begin(owner.exchange().loop());
    }
  }

  /** The answer that waits for its content; null if there is none. */
  @Nullable HeldAnswer held() {
    return held;
  }

  /** An answer that was held is let go. */
  void passOn(Backend answering, Response response) {
    held = null;
    owner.responded(this, answering, response);
  }

  /** An answer that was held has broken off. */
  void truncated(Backend failing, Failure failure) {
    held = null;
    stream = null;
    leave(failure, true);
    owner.beyond().failed(this, failing, failure, RetryCause.RESET, true);
  }

  @Override
  public void failed(Failure failure, boolean sent) {
    Backend failing = backend;
    if (failing != null) {
      boolean reused = stream != null && stream.reused();
      RetryCause cause = RetryCause.of(failure.reason(), sent, reused);
      stream = null;
      leave(failure, cause != RetryCause.STALE);
      owner.beyond().failed(this, failing, failure, cause, sent);
    }
  }

  // ---- the end

  /**
   * Ends the attempt, which may have an answer under way: the backend is told if it knows of it.
   *
   * @param failure why; null if there was no failure
   * @param cutOff the content that breaks off for that; null if there is none
   */
  void end(@Nullable Failure failure, @Nullable FedBody cutOff) {
    UpstreamStream running = stream;
    Backend asked = backend;
    HeldAnswer waiting = held;
    stream = null;
    held = null;
    leave(failure, true);
    if (waiting != null) {
      waiting.drop();
    }
    if (cutOff != null && failure != null) {
      cutOff.fail(failure); // before the stream is reset, which would be a reason of its own
    }
    if (running != null) {
      running.cancel(this);
    } else if (asked != null) {
      owner.forwarder().upstreams().abandon(owner.exchange().loop(), asked, this);
    }
  }

  /**
   * Gives the attempt up because another one was answered first, and takes its time for what it is:
   * less than the backend would have needed.
   */
  void lose() {
    Backend slow = backend;
    HeadTimes times = owner.forwarder().retries().times();
    if (slow != null && !hedge && times != null) {
      long now = owner.now();
      slow.answered(now - begunAt, now);
      times.record(now - begunAt);
    }
    end(null, null);
  }

  /**
   * The attempt is over: the backend no longer counts it. Harmless when repeated.
   *
   * @param blamed whether a failure of the backend's speaks against its health
   */
  void leave(@Nullable Failure failure, boolean blamed) {
    Backend left = backend;
    backend = null;
    if (left == null) {
      return;
    }
    left.ended();
    if (failure != null && isSlow(failure.reason())) {
      long now = owner.now();
      left.answered(now - begunAt, now); // it would have taken that long at least
    }
    if (failure != null && failure.reason().side() == FailureReason.Side.BACKEND) {
      left.observer().failed(owner.exchange().loop().index(), failure.reason());
      if (blamed) {
        owner.forwarder().pool().failed(left, failure.reason());
      }
    } else if (status != 0) {
      owner.forwarder().pool().answered(left, status);
    }
  }

  private static boolean isSlow(FailureReason reason) {
    return reason == FailureReason.FIRST_BYTE_TIMEOUT || reason == FailureReason.TRY_TIMEOUT;
  }
}
