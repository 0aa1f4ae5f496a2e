package dev.gatehouse.core.forward;

import dev.gatehouse.core.balance.PickContext;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.body.HeldBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Expectation;
import dev.gatehouse.core.http.HopByHop;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.time.Timed;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to have one exchange answered by a backend: mostly a single {@link Attempt}, whose
 * time it keeps and whose answer it passes on. When that is not enough, {@link Again} decides what
 * follows. Nothing is committed towards the client before a response head is there.
 *
 * <p>Confined to the event loop of its exchange. Ends with the exchange.
 */
final class Attempts extends Timed implements Exchange.Work, PickContext<Backend> {
  private static final int CONTINUE = 100;

  /** How long a backend has to say whether it wants the content that a client holds back. */
  private static final long CONTINUE_WITHIN = 1_000_000_000L;

  /** What the interim answers to one request may hold in all. */
  private static final int MAX_INTERIM_BYTES = 64 * 1024;

  private final Forwarder forwarder;
  private final Exchange exchange;
  private final Responder responder;
  private final boolean call;
  private final boolean endsAsCall;
  private long end;
  private @Nullable String affinity;
  private @Nullable Attempt running;
  private @Nullable Again again;
  private @Nullable HeldBody held;
  private @Nullable Tunnel tunnel;
  private @Nullable Progress progress;
  private int interimBytes;
  private boolean bodyGiven;
  private boolean responded;
  private boolean mayBeQuiet;

  Attempts(Forwarder forwarder, Exchange exchange, Responder responder) {
    this.forwarder = forwarder;
    this.exchange = exchange;
    this.responder = responder;
    this.call = exchange.request().isGrpc();
    this.mayBeQuiet = call;
    long now = now();
    forwarder.retries().begin(now);
    long routeEnd = forwarder.limits().end(now);
    long callEnd = call ? CallDeadline.of(exchange.request(), now) : NEVER;
    this.endsAsCall = callEnd < routeEnd;
    this.end = Math.min(callEnd, routeEnd);
  }

  Exchange exchange() {
    return exchange;
  }

  Forwarder forwarder() {
    return forwarder;
  }

  void begin() {
    exchange.work(this);
    exchange.loop().deadlines().add(this);
    affinity = AffinityCookie.take(exchange, forwarder.pool());
    Backend picked = pick();
    if (picked != null) {
      begin(picked);
    } else if (forwarder.pool().isBusy(this)) {
      new InLine(this, affinity, end).begin();
    } else {
      fail(forwarder.pool().unavailable());
    }
  }

  // ---- one attempt after another

  /** Makes the first attempt, at {@code backend}, which counts it. */
  void begin(Backend backend) {
    long slow = forwarder.retries().slow();
    if (slow != HeadTimes.UNKNOWN && !call && Again.mayHedge(exchange)) {
      beyond().hedgeAfter(slow);
    }
    start(backend, UpstreamChoice.ANY);
  }

  /** A backend that was not tried, which counts the attempt; null if there is none. */
  @Nullable Backend pick() {
    return forwarder.pool().pick(this, affinity, !again());
  }

  /** Begins the attempt at {@code backend}, beside which there is no other. */
  void start(Backend backend, UpstreamChoice choice) {
    progress = null;
    Attempt next = new Attempt(this, backend, false);
    running = next;
    arm();
    next.begin(exchange.request().upgrade() == null ? choice : UpstreamChoice.TUNNEL);
  }

  @Override
  public boolean tried(Backend candidate) {
    return again != null && again.tried(candidate);
  }

  @Override
  public boolean again() {
    return exchange.attempts() > 0;
  }

  @Override
  public long hash() {
    return RequestHash.of(exchange, forwarder.pool().settings().hashOn());
  }

  @Override
  public long now() {
    return exchange.loop().clock().nanos();
  }

  /** True if the request's content can be sent from its start, as often as need be. */
  boolean replayable() {
    return !bodyGiven;
  }

  /** The attempt that is under way and was not made beside another; null if there is none. */
  @Nullable Attempt running() {
    return running;
  }

  /** The moment at which the exchange is given up; {@link #NEVER} if there is none. */
  long end() {
    return end;
  }

  /** What there is beyond one attempt; made when it is first asked for. */
  Again beyond() {
    Again known = again == null ? new Again(this) : again;
    again = known;
    return known;
  }

  /** From here on {@code left} is the only attempt under way; null if there is none. */
  void alone(@Nullable Attempt left) {
    running = left;
    held = left == null ? null : held;
    arm();
  }

  /** True if the time that the client has set for its call is over. */
  boolean isCallOver() {
    return endsAsCall && CallDeadline.isOver(end, now());
  }

  // ---- the request

  /**
   * The request's content for {@code attempt}; what the client holds back until it is asked to go
   * on is held here.
   */
  Body content(Attempt attempt) {
    Request request = exchange.request();
    if (call) {
      if (endsAsCall) {
        CallDeadline.tell(exchange, end, now());
      }
      watch(attempt);
    }
    Body body = request.body();
    if (request.upgrade() != null) {
      return Body.empty(); // what the client sends behind it waits until the backend has agreed
    }
    if (body.replayable()) {
      return body.replay();
    }
    if (body.length() != 0 && Expectation.isContinue(request.headers())) {
      HeldBody expected = new HeldBody(body);
      held = expected;
      expectWithin(attempt, CONTINUE_WITHIN);
      return expected;
    }
    bodyGiven = true;
    return body;
  }

  /** The client is told to go on. */
  private void letGo(Attempt attempt, HeldBody expected) {
    held = null;
    bodyGiven = true;
    expectWithin(attempt, 0);
    if (call) {
      watch(attempt);
    }
    expected.release();
  }

  /** The request of {@code attempt} is out. */
  void sent(Attempt attempt) {
    if (!responded && !mayBeQuiet) {
      expectWithin(attempt, forwarder.limits().firstByte());
    }
  }

  /** The backend has stopped to read the request of {@code attempt}, or reads again. */
  void stalled(Attempt attempt, boolean waiting) {
    if (!responded && !mayBeQuiet && held == null) {
      expectWithin(attempt, waiting ? forwarder.limits().idle() : 0);
    }
  }

  // ---- the answer

  /** An interim answer arrived. */
  void informed(Attempt attempt, Response interim) {
    HeldBody expected = held;
    if (attempt.isHedge()) {
      return; // the client hears them once
    }
    interimBytes += interim.headers().bytes();
    if (interimBytes > MAX_INTERIM_BYTES) {
      giveUp(Failure.of(FailureReason.BACKEND_HEADERS_TOO_LARGE, "interim answers"));
    } else if (interim.status() == CONTINUE && expected != null) {
      letGo(attempt, expected);
    } else {
      HopByHop.removeFromResponse(interim.headers());
      responder.inform(interim);
    }
  }

  /** The head of the answer arrived from {@code backend}. */
  void responded(Attempt attempt, Backend backend, Response response) {
    int status = response.status();
    if (forwarder.retries().rules().isOn(status)
        && beyond().isDropped(attempt, backend, response)) {
      return;
    }
    if (again != null) {
      again.won(attempt, backend);
    }
    responded = true;
    held = null;
    exchange.mark(Mark.RESPONSE_HEAD);
    HopByHop.removeFromResponse(response.headers());
    AffinityCookie.renew(exchange, forwarder.pool(), backend, affinity, response);
    UpstreamStream answered = attempt.stream();
    if (status == Response.SWITCHING_PROTOCOLS && answered != null) {
      deadline(NEVER);
      Tunnel begun = new Tunnel(exchange, response, forwarder.limits().tunnel());
      tunnel = begun;
      begun.open(response, responder, answered);
      return;
    }
    if (EventStreams.isOne(response)) {
      mayBeQuiet = true;
      exchange.answerLasts();
      end = NEVER; // begun in time, and made to last
    }
    expectWithin(attempt, 0);
    if (response.body() instanceof FedBody fed && !fed.over()) {
      progress = new Progress(fed, call ? exchange : null);
      watch(attempt);
    }
    if (endsAsCall) {
      response.body(new CallAnswer(response.body(), exchange.loop().clock(), end));
    }
    responder.respond(response);
  }

  // ---- time

  /** Has {@code attempt} looked at {@code limit} from now; 0: only at the end. */
  private void expectWithin(Attempt attempt, long limit) {
    attempt.due(limit == 0 ? NEVER : now() + limit);
    arm();
  }

  void arm() {
    Attempt present = running;
    long next = present == null ? end : Math.min(end, present.due());
    deadline(again == null ? next : Math.min(next, again.due()));
  }

  FailureReason endReason() {
    return endsAsCall ? FailureReason.DEADLINE_EXCEEDED : FailureReason.TOTAL_TIMEOUT;
  }

  @Override
  protected void expired(long now) {
    if (end != NEVER && end - now <= 0) {
      giveUp(Failure.of(endReason()));
      return;
    }
    look(again == null ? null : again.beside(), now);
    look(running, now);
    if (deadline() == NEVER) {
      arm();
    }
  }

  private void look(@Nullable Attempt attempt, long now) {
    HeldBody expected = held;
    Progress watched = progress;
    if (attempt == null) {
      return;
    }
    if (!responded && attempt.isTryOver(now)) {
      beyond().timedOut(attempt, FailureReason.TRY_TIMEOUT);
    } else if (!attempt.isDue(now)) {
      arm();
    } else if (attempt.held() != null) {
      attempt.held().passOn();
    } else if (expected != null) {
      letGo(attempt, expected); // the backend leaves it to us: it does not know the expectation
    } else if (!responded && !call) {
      beyond()
          .timedOut(
              attempt,
              attempt.isSent() ? FailureReason.FIRST_BYTE_TIMEOUT : FailureReason.BACKEND_STALLED);
    } else if (watched == null || (responded && watched.isOver())) {
      progress = null;
      expectWithin(attempt, 0);
    } else if (watched.hasStopped()) {
      giveUp(Failure.of(responded ? FailureReason.BACKEND_IDLE : FailureReason.FIRST_BYTE_TIMEOUT));
    } else {
      watch(attempt);
    }
  }

  private void watch(Attempt attempt) {
    long limit = mayBeQuiet ? forwarder.limits().stream() : forwarder.limits().idle();
    if (limit > 0) {
      Progress watched = progress == null ? new Progress(null, exchange) : progress;
      progress = watched;
      watched.note();
      expectWithin(attempt, Math.max(1, limit / Progress.CHECKS));
    }
  }

  // ---- the end

  void giveUp(Failure failure) {
    FailureReason reason = failure.reason();
    FedBody cutOff = progress == null ? null : progress.answer();
    end(failure, cutOff);
    if (!responded) {
      fail(failure);
    } else if (reason != FailureReason.TOTAL_TIMEOUT && cutOff != null) {
      // the client still has to take what arrived
      deadline(reason == FailureReason.DEADLINE_EXCEEDED ? NEVER : end);
    } else if (!exchange.over()) {
      exchange.stream().abort(failure); // also when all that is left is a client that reads slowly
    }
  }

  /** Ends all attempts, and breaks off {@code cutOff}. */
  private void end(@Nullable Failure failure, @Nullable FedBody cutOff) {
    Attempt ended = running;
    running = null;
    if (again != null) {
      again.end(failure);
    }
    if (ended != null) {
      ended.end(failure, cutOff);
    }
  }

  void fail(Failure failure) {
    exchange.loop().deadlines().remove(this);
    responder.fail(failure);
  }

  @Override
  public void drain() {
    if (tunnel != null) {
      tunnel.end(FailureReason.DRAINING);
    }
  }

  @Override
  public void over(@Nullable Failure failure) {
    exchange.loop().deadlines().remove(this);
    if (tunnel != null) {
      tunnel.stop();
    }
    end(failure, null);
  }
}
