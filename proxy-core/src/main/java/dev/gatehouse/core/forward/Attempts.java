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
 * The attempts to have one exchange answered by a backend, one after another: picks a backend, gets
 * a stream to it, sends, and answers or tries again as {@link RetryDecision} allows. Nothing is
 * committed towards the client before a response head is there.
 *
 * <p>Confined to the event loop of its exchange. Ends with the exchange.
 */
final class Attempts extends Timed
    implements UpstreamListener, Exchange.Work, PickContext<Backend> {
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
  private long end;
  private FailureReason endReason = FailureReason.TOTAL_TIMEOUT;
  private @Nullable String affinity;
  private @Nullable Backend backend;
  private @Nullable TriedBackends tried;
  private @Nullable UpstreamStream stream;
  private @Nullable HeldBody held;
  private int interimBytes;
  private @Nullable Tunnel tunnel;
  private @Nullable Progress progress;
  private long begunAt;
  private boolean bodyGiven;
  private boolean requestSent;
  private boolean responded;
  private int status;
  private boolean mayBeQuiet;

  Attempts(Forwarder forwarder, Exchange exchange, Responder responder) {
    this.forwarder = forwarder;
    this.exchange = exchange;
    this.responder = responder;
    this.call = exchange.request().isGrpc();
    this.mayBeQuiet = call;
    long now = exchange.loop().clock().nanos();
    long total = forwarder.limits().total();
    end = total == 0 ? NEVER : now + total;
    long callEnd = call ? CallDeadline.of(exchange.request(), now) : NEVER;
    if (callEnd < end) {
      end = callEnd;
      endReason = FailureReason.DEADLINE_EXCEEDED;
    }
  }

  void begin() {
    exchange.work(this);
    exchange.loop().deadlines().add(this);
    deadline(end);
    affinity = AffinityCookie.take(exchange, forwarder.pool());
    attempt(null, null, UpstreamChoice.ANY);
  }

  // ---- one attempt

  private void attempt(
      @Nullable Failure previous, @Nullable TriedBackends elsewhere, UpstreamChoice choice) {
    BackendPool pool = forwarder.pool();
    tried = elsewhere;
    Backend picked = pool.pick(this, affinity);
    if (picked == null) {
      fail(previous == null ? pool.unavailable() : previous);
      return;
    }
    backend = picked;
    picked.begun();
    exchange.attempt(pool.name(), picked.name());
    exchange.mark(Mark.ACQUIRE);
    begunAt = now();
    requestSent = false;
    progress = null;
    deadline(end);
    picked.observer().attempted(exchange.loop().index());
    boolean upgrade = exchange.request().upgrade() != null;
    forwarder
        .upstreams()
        .acquire(exchange.loop(), picked, this, upgrade ? UpstreamChoice.TUNNEL : choice);
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

  @Override
  public void acquired(UpstreamStream acquired) {
    stream = acquired;
    exchange.mark(Mark.ACQUIRED);
    Request request = exchange.request();
    Backend target = backend;
    if (target != null && forwarder.host() == HostPolicy.BACKEND) {
      request.authority(target.authority());
    }
    if (call) {
      if (endReason == FailureReason.DEADLINE_EXCEEDED) {
        CallDeadline.tell(exchange, end, now());
      }
      watch();
    }
    acquired.send(request, content(request));
  }

  /** The request's content; what the client holds back until it is asked to go on is held here. */
  private Body content(Request request) {
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
      expectWithin(CONTINUE_WITHIN);
      return expected;
    }
    bodyGiven = true;
    return body;
  }

  /** The client is told to go on. */
  private void letGo(HeldBody expected) {
    held = null;
    bodyGiven = true;
    deadline(end);
    if (call) {
      watch();
    }
    expected.release();
  }

  @Override
  public void requestSent() {
    requestSent = true;
    exchange.mark(Mark.REQUEST_SENT);
    if (!responded && !mayBeQuiet) {
      expectWithin(forwarder.limits().firstByte());
    }
  }

  @Override
  public void stalled(boolean waiting) {
    if (!responded && !requestSent && !mayBeQuiet && held == null) {
      expectWithin(waiting ? forwarder.limits().idle() : 0);
    }
  }

  /** Sets the deadline {@code limit} from now, or at the end if that is sooner; 0: none. */
  private void expectWithin(long limit) {
    deadline(limit == 0 ? end : Math.min(end, now() + limit));
  }

  @Override
  public void informed(Response interim) {
    HeldBody expected = held;
    interimBytes += interim.headers().bytes();
    if (interimBytes > MAX_INTERIM_BYTES) {
      giveUp(Failure.of(FailureReason.BACKEND_HEADERS_TOO_LARGE, "interim answers"));
    } else if (interim.status() == CONTINUE && expected != null) {
      letGo(expected);
    } else {
      HopByHop.removeFromResponse(interim.headers());
      responder.inform(interim);
    }
  }

  @Override
  public void responded(Response response) {
    responded = true;
    held = null;
    status = response.status();
    exchange.mark(Mark.RESPONSE_HEAD);
    Backend answering = backend;
    if (answering != null) {
      long now = now();
      answering.answered(now - begunAt, now);
      answering.observer().responded(exchange.loop().index(), response.status(), now - begunAt);
    }
    HopByHop.removeFromResponse(response.headers());
    AffinityCookie.renew(exchange, forwarder.pool(), answering, affinity, response);
    UpstreamStream answered = stream;
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
    deadline(end);
    if (response.body() instanceof FedBody fed && !fed.over()) {
      progress = new Progress(fed);
      watch();
    }
    if (endReason == FailureReason.DEADLINE_EXCEEDED) {
      response.body(new CallAnswer(response.body(), exchange.loop().clock(), end));
    }
    responder.respond(response);
  }

  @Override
  public void failed(Failure failure, boolean sent) {
    UpstreamStream failedStream = stream;
    Backend failedBackend = backend;
    stream = null;
    held = null;
    boolean reused = failedStream != null && failedStream.reused();
    leave(failure, !reused || !RetryDecision.isOfAge(failure.reason()));
    if (exchange.over()) {
      return;
    }
    if (endReason == FailureReason.DEADLINE_EXCEEDED && CallDeadline.isOver(end, now())) {
      fail(Failure.of(endReason)); // the backend keeps the same time, and gave the call up for it
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
          attempt(failure, TriedBackends.with(tried, failedBackend), UpstreamChoice.ANY);
    }
  }

  // ---- time

  @Override
  protected void expired(long now) {
    if (end != NEVER && end - now <= 0) {
      giveUp(Failure.of(endReason));
    } else if (held != null) {
      letGo(held); // the backend leaves it to us: it does not know the expectation, or waits
    } else if (!responded && !call) {
      giveUp(
          Failure.of(
              requestSent ? FailureReason.FIRST_BYTE_TIMEOUT : FailureReason.BACKEND_STALLED));
    } else {
      lookAtAnswer();
    }
  }

  private void lookAtAnswer() {
    Progress watched = progress;
    if (watched == null || (responded && watched.isOver())) {
      progress = null;
      deadline(end);
    } else if (watched.hasStopped(sentInCall())) {
      giveUp(Failure.of(responded ? FailureReason.BACKEND_IDLE : FailureReason.FIRST_BYTE_TIMEOUT));
    } else {
      watch();
    }
  }

  private void watch() {
    long limit = mayBeQuiet ? forwarder.limits().stream() : forwarder.limits().idle();
    if (limit > 0) {
      Progress watched = progress == null ? new Progress(null) : progress;
      progress = watched;
      watched.note(sentInCall());
      expectWithin(Math.max(1, limit / Progress.CHECKS));
    }
  }

  /** What the client has sent, where that shows that a call is alive. */
  private long sentInCall() {
    return call ? exchange.requestBytes() : 0;
  }

  private void giveUp(Failure failure) {
    FailureReason reason = failure.reason();
    FedBody cutOff = progress == null ? null : progress.answer();
    UpstreamStream running = stream;
    if (running == null && backend != null) {
      forwarder.upstreams().abandon(exchange.loop(), backend, this);
    }
    stream = null;
    leave(failure, true);
    if (cutOff != null) {
      cutOff.fail(failure);
    }
    if (running != null) {
      running.cancel(this);
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

  // ---- the end

  private void fail(Failure failure) {
    exchange.loop().deadlines().remove(this);
    responder.fail(failure);
  }

  /**
   * The attempt is over: the backend no longer counts it.
   *
   * @param blamed whether a failure of the backend's speaks against its health
   */
  private void leave(@Nullable Failure failure, boolean blamed) {
    Backend left = backend;
    backend = null;
    if (left == null) {
      return;
    }
    left.ended();
    if (failure != null && failure.reason().side() == FailureReason.Side.BACKEND) {
      left.observer().failed(exchange.loop().index(), failure.reason());
      if (blamed) {
        forwarder.pool().failed(left, failure.reason());
      }
    } else if (responded) {
      forwarder.pool().answered(left, status);
    }
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
    UpstreamStream running = stream;
    Backend asked = backend;
    stream = null;
    if (running != null) {
      running.cancel(this);
    } else if (asked != null) {
      forwarder.upstreams().abandon(exchange.loop(), asked, this);
    }
    leave(failure, true);
  }
}
