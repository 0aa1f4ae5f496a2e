package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.exchange.Try;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.TraceParent;
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
  private @Nullable Try told;
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
      Trace trace = exchange.trace();
      if (exchange.attempts() > 0 || (trace != null && trace.sampled())) {
        Try begun = exchange.noted().tried(poolName(), target.name(), hedge, begunAt);
        begun.span(trace == null ? 0 : TraceParent.newSpan());
        told = begun;
      }
      exchange.attempt(poolName(), target.name());
      mark(Mark.ACQUIRE);
      target.observer().attempted(exchange.loop().index());
      owner.forwarder().upstreams().acquire(exchange.loop(), target, this, choice);
    }
  }

  private String poolName() {
    return owner.forwarder().pool().name();
  }

  /** The log shows the times of the attempt that was there first: they contain the other's. */
  private void mark(Mark mark) {
    if (!hedge) {
      owner.exchange().mark(mark);
    }
  }

  /**
   * What is told of this attempt afterwards, made when there is more to tell than the exchange's
   * marks: then it is the first, and they are its own. Not to be asked for once it has left.
   */
  Try told() {
    Try known = told;
    if (known == null) {
      Exchange exchange = owner.exchange();
      Backend at = backend;
      known = exchange.noted().tried(poolName(), at == null ? "" : at.name(), hedge, begunAt);
      known.acquired(exchange.moment(Mark.ACQUIRED));
      known.sent(exchange.moment(Mark.REQUEST_SENT));
      if (status != 0) {
        long head = exchange.moment(Mark.RESPONSE_HEAD);
        known.answered(status, head == 0 ? owner.now() : head); // none yet: it was held until now
      }
      told = known;
    }
    return known;
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
  public void connected(long nanos) {
    if (backend != null) {
      told().connected(nanos);
    }
  }

  @Override
  public void acquired(UpstreamStream acquired) {
    stream = acquired;
    mark(Mark.ACQUIRED);
    Request request = owner.exchange().request();
    Try known = told;
    if (known != null) {
      known.acquired(owner.now());
      continueTrace(known, request);
    }
    Backend target = backend;
    if (target != null && owner.forwarder().host() == HostPolicy.BACKEND) {
      request.authority(target.authority());
    }
    acquired.send(request, owner.content(this));
  }

  /** Names this attempt to the backend as what caused its part of the trace. */
  private void continueTrace(Try known, Request request) {
    Trace trace = owner.exchange().trace();
    if (trace != null && known.span() != 0) {
      request.headers().set(HeaderNames.TRACEPARENT, trace.span().child(known.span()).text());
    }
  }

  @Override
  public void requestSent() {
    if (backend != null) {
      requestSent = true;
      mark(Mark.REQUEST_SENT);
      if (told != null) {
        told.sent(owner.now());
      }
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
    if (told != null) {
      told.answered(status, now);
    }
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
    told().failed(failure.reason(), owner.now());
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
      told().failed(failure.reason(), owner.now());
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
    if (asked != null && failure != null) {
      told().failed(failure.reason(), owner.now());
    }
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

  /** Its answer is dropped, and does not speak against the backend beyond its status. */
  void dropped() {
    told().dropped(owner.now());
    leave(null, false);
  }

  /**
   * Gives the attempt up because another one was answered first, and takes its time for what it is:
   * less than the backend would have needed.
   */
  void lose() {
    Backend slow = backend;
    HeadTimes times = owner.forwarder().retries().times();
    if (slow != null) {
      told().lost(owner.now());
    }
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
