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
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.TriedBackends;
import dev.gatehouse.core.time.Timed;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to have one exchange answered by a backend: picks a backend for each {@link
 * Attempt}, keeps the time, and answers or tries again as {@link RetryDecision} allows. Nothing is
 * committed towards the client before a response head is there.
 *
 * <p>Confined to the event loop of its exchange. Ends with the exchange.
 */
final class Attempts extends Timed implements Exchange.Work, PickContext<Backend> {
  private static final int SWITCHING_PROTOCOLS = 101;

  /** One attempt and one retry. */
  private static final int MOST = 2;

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
  private @Nullable TriedBackends tried;
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
    long total = forwarder.limits().total();
    end = total == 0 ? NEVER : now + total;
    long callEnd = call ? CallDeadline.of(exchange.request(), now) : NEVER;
    this.endsAsCall = callEnd < end;
    if (endsAsCall) {
      end = callEnd;
    }
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
    attempt(null, null, UpstreamChoice.ANY);
  }

  // ---- one attempt after another

  private void attempt(
      @Nullable Failure previous, @Nullable TriedBackends elsewhere, UpstreamChoice choice) {
    BackendPool pool = forwarder.pool();
    tried = elsewhere;
    Backend picked = pool.pick(this, affinity, previous == null);
    if (picked != null) {
      attempt(picked, choice);
    } else if (previous != null) {
      fail(previous);
    } else if (pool.isBusy(this)) {
      deadline(NEVER);
      new InLine(this, affinity, end).begin();
    } else {
      fail(pool.unavailable());
    }
  }

  /** Makes an attempt at {@code picked}. */
  void attempt(Backend picked, UpstreamChoice choice) {
    progress = null;
    deadline(end);
    Attempt next = new Attempt(this, picked);
    running = next;
    next.begin(exchange.request().upgrade() == null ? choice : UpstreamChoice.TUNNEL);
  }

  @Override
  public boolean tried(Backend candidate) {
    TriedBackends before = tried;
    return before != null && before.tried(candidate);
  }

  @Override
  public long hash() {
    return RequestHash.of(exchange, forwarder.pool().settings().hashOn());
  }

  @Override
  public long now() {
    return exchange.loop().clock().nanos();
  }

  /** No answer will come from {@code backend}, which the attempt has left. */
  void failed(Backend backend, Failure failure, boolean sent, boolean reused) {
    running = null;
    held = null;
    if (exchange.over()) {
      return;
    }
    if (endsAsCall && CallDeadline.isOver(end, now())) {
      fail(Failure.of(endReason())); // the backend keeps the same time, and gave the call up for it
      return;
    }
    RetryDecision decision =
        exchange.attempts() >= MOST
            ? RetryDecision.GIVE_UP
            : RetryDecision.of(
                failure.reason(),
                sent,
                reused,
                Methods.isIdempotent(exchange.method()),
                !bodyGiven);
    switch (decision) {
      case GIVE_UP -> fail(failure);
      case FRESH_CONNECTION -> attempt(failure, null, UpstreamChoice.FRESH);
      case ANOTHER_BACKEND ->
          attempt(failure, TriedBackends.with(tried, backend), UpstreamChoice.ANY);
    }
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
    responded = true;
    held = null;
    exchange.mark(Mark.RESPONSE_HEAD);
    HopByHop.removeFromResponse(response.headers());
    AffinityCookie.renew(exchange, forwarder.pool(), backend, affinity, response);
    UpstreamStream answered = attempt.stream();
    if (response.status() == SWITCHING_PROTOCOLS && answered != null) {
      deadline(NEVER);
      Tunnel begun = new Tunnel(exchange, response, forwarder.limits().tunnel());
      tunnel = begun;
      begun.open(response, responder, answered);
      return;
    }
    if (EventStreams.isOne(response)) {
      mayBeQuiet = true;
      end = NEVER; // begun in time, and made to last
    }
    expectWithin(attempt, 0);
    if (response.body() instanceof FedBody fed && !fed.over()) {
      progress = new Progress(fed);
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

  private void arm() {
    Attempt present = running;
    deadline(present == null ? end : Math.min(end, present.due()));
  }

  private FailureReason endReason() {
    return endsAsCall ? FailureReason.DEADLINE_EXCEEDED : FailureReason.TOTAL_TIMEOUT;
  }

  @Override
  protected void expired(long now) {
    Attempt present = running;
    HeldBody expected = held;
    if (end != NEVER && end - now <= 0) {
      giveUp(Failure.of(endReason()));
    } else if (present == null) {
      arm();
    } else if (expected != null) {
      letGo(present, expected); // the backend leaves it to us: it does not know the expectation
    } else if (!responded && !call) {
      giveUp(
          Failure.of(
              present.isSent() ? FailureReason.FIRST_BYTE_TIMEOUT : FailureReason.BACKEND_STALLED));
    } else {
      lookAtAnswer(present);
    }
  }

  private void lookAtAnswer(Attempt attempt) {
    Progress watched = progress;
    if (watched == null || (responded && watched.isOver())) {
      progress = null;
      expectWithin(attempt, 0);
    } else if (watched.hasStopped(sentInCall())) {
      giveUp(Failure.of(responded ? FailureReason.BACKEND_IDLE : FailureReason.FIRST_BYTE_TIMEOUT));
    } else {
      watch(attempt);
    }
  }

  private void watch(Attempt attempt) {
    long limit = mayBeQuiet ? forwarder.limits().stream() : forwarder.limits().idle();
    if (limit > 0) {
      Progress watched = progress == null ? new Progress(null) : progress;
      progress = watched;
      watched.note(sentInCall());
      expectWithin(attempt, Math.max(1, limit / Progress.CHECKS));
    }
  }

  /** What the client has sent, where that shows that a call is alive. */
  private long sentInCall() {
    return call ? exchange.requestBytes() : 0;
  }

  // ---- the end

  private void giveUp(Failure failure) {
    FailureReason reason = failure.reason();
    FedBody cutOff = progress == null ? null : progress.answer();
    Attempt ended = running;
    running = null;
    if (ended != null) {
      end(ended, failure, cutOff);
    }
    if (!responded) {
      fail(failure);
    } else if (reason != FailureReason.TOTAL_TIMEOUT && cutOff != null) {
      // the client still has to take what arrived
      deadline(reason == FailureReason.DEADLINE_EXCEEDED ? NEVER : end);
    } else if (!exchange.over()) {
      exchange.stream().abort(failure); // also when all that is left is a client that reads slowly
    }
  }

  /** Ends {@code attempt} for {@code failure}, by which its answer is cut off if it has begun. */
  private static void end(Attempt attempt, Failure failure, @Nullable FedBody cutOff) {
    UpstreamStream stream = attempt.stream();
    if (stream == null) {
      attempt.cancel();
    }
    attempt.leave(failure, true);
    if (cutOff != null) {
      cutOff.fail(failure);
    }
    attempt.cancel();
  }

  void fail(Failure failure) {
    exchange.loop().deadlines().remove(this);
    responder.fail(failure);
  }

  @Override
  public void drain() {
    Tunnel present = tunnel;
    if (present != null) {
      present.end(FailureReason.DRAINING);
    }
  }

  @Override
  public void over(@Nullable Failure failure) {
    exchange.loop().deadlines().remove(this);
    Tunnel ended = tunnel;
    if (ended != null) {
      ended.stop();
    }
    Attempt last = running;
    running = null;
    if (last != null) {
      last.cancel();
      last.leave(failure, true);
    }
  }
}
