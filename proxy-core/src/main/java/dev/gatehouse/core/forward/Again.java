package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.TriedBackends;
import dev.gatehouse.core.time.Timed;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange has beyond its first attempt: the backends that were tried, the decision to try
 * again, the pause before that, and an attempt beside the first. Made when it is needed, and by
 * routes that hedge for every request that may be hedged.
 *
 * <p>Confined to the event loop of its exchange.
 */
final class Again {
  private final Attempts attempts;
  private @Nullable TriedBackends tried;
  private @Nullable Backend only;
  private @Nullable Attempt beside;
  private @Nullable Future<?> timer;
  private @Nullable Backend next;
  private UpstreamChoice choice = UpstreamChoice.ANY;
  private long pause;
  private int retries;
  private boolean stopped;

  Again(Attempts attempts) {
    this.attempts = attempts;
  }

  boolean tried(Backend candidate) {
    return only == null ? tried != null && tried.tried(candidate) : candidate != only;
  }

  // ---- what becomes of an attempt

  /** No answer will come from {@code backend}, which {@code attempt} has left. */
  void failed(Attempt attempt, Backend backend, Failure failure, RetryCause cause, boolean sent) {
    if (isAnotherLeft(attempt, backend) || attempts.exchange().over()) {
      return;
    }
    if (attempts.isCallOver()) { // the backend keeps the same time, and gave the call up for it
      attempts.fail(Failure.of(attempts.endReason()));
    } else if (decide(cause, backend, null, sent)) {
      go();
    } else {
      attempts.fail(failure);
    }
  }

  /** {@code attempt} has waited long enough; it goes on if nothing may take its place. */
  void timedOut(Attempt attempt, FailureReason reason) {
    boolean sent = attempt.stream() != null;
    Failure failure = Failure.of(reason);
    Backend slow = attempt.backend();
    if (slow == null) {
      attempts.giveUp(failure);
    } else if (isOneOfTwo(attempt)) {
      attempt.end(failure, null);
      isAnotherLeft(attempt, slow);
    } else if (decide(RetryCause.of(reason, sent, false), slow, null, sent)) {
      attempt.end(failure, null);
      isAnotherLeft(attempt, slow);
      go();
    } else if (reason == FailureReason.TRY_TIMEOUT) {
      attempt.spare();
      attempts.arm();
    } else {
      attempts.giveUp(failure);
    }
  }

  /** Drops an answer that is to be tried again after, if there is or may be another attempt. */
  boolean isDropped(Attempt attempt, Backend backend, Response response) {
    boolean two = isOneOfTwo(attempt);
    if (!two && !decide(RetryCause.STATUS, backend, response, true)) {
      return false;
    }
    attempt.dropped();
    isAnotherLeft(attempt, backend);
    if (attempt.isSent()) {
      Drain.of(attempts.exchange().loop(), response.body());
    } else {
      response.body().discard();
    }
    if (!two) {
      go();
    }
    return true;
  }

  /** {@code attempt} has left {@code backend}; says whether another one is under way. */
  private boolean isAnotherLeft(Attempt attempt, Backend backend) {
    Attempt first = attempts.running();
    Attempt second = beside;
    Attempt left = attempt == first ? second : first;
    beside = null;
    if (left != null) {
      tried = TriedBackends.with(tried, backend);
    }
    attempts.alone(left);
    return left != null;
  }

  // ---- one after another

  /**
   * Decides whether the request is sent once more, and where to; {@link #go} does it.
   *
   * @param last the backend that was asked last
   * @param answer the answer that might be dropped for another attempt; null if there is none
   * @param sent whether any byte of the request may have reached that backend
   */
  boolean decide(RetryCause cause, Backend last, @Nullable Response answer, boolean sent) {
    Exchange exchange = attempts.exchange();
    Retries route = attempts.forwarder().retries();
    RetryRules rules = route.rules();
    RetryDecision decision =
        RetryDecision.of(
            cause,
            answer == null ? 0 : answer.status(),
            sent,
            Methods.isIdempotent(exchange.method()),
            attempts.replayable(),
            rules,
            rules.attempts() - retries);
    if (decision == RetryDecision.FRESH_CONNECTION) {
      decision = there(last);
    } else if (decision == RetryDecision.ANOTHER_BACKEND) {
      decision = elsewhere(last, answer);
    }
    route.observer().decided(exchange.loop().index(), cause, decision);
    if (!decision.isYes()) {
      exchange.retryRefused(decision.code());
    }
    return decision.isYes();
  }

  /** Asks for the same backend, if it is still one to be asked. */
  private RetryDecision there(Backend last) {
    only = last;
    Backend picked = attempts.pick();
    only = null;
    next = picked == null ? attempts.pick() : picked;
    choice = UpstreamChoice.FRESH;
    pause = 0;
    return next == null ? RetryDecision.NO_BACKEND : RetryDecision.FRESH_CONNECTION;
  }

  /** Finds another backend, else the same once more, and asks for time and budget. */
  private RetryDecision elsewhere(Backend last, @Nullable Response answer) {
    tried = TriedBackends.with(tried, last);
    Backend picked = attempts.pick();
    if (picked == null) { // all were tried: any but the last one, or even that
      tried = TriedBackends.with(null, last);
      picked = attempts.pick();
    }
    if (picked == null) {
      tried = null;
      picked = attempts.pick();
    }
    if (picked == null) {
      return RetryDecision.NO_BACKEND;
    }
    long wait =
        Backoff.nanos(
            retries,
            answer == null ? 0 : answer.status(),
            picked == last,
            answer == null ? 0 : Backoff.retryAfter(answer.headers().get(HeaderNames.RETRY_AFTER)),
            ThreadLocalRandom.current().nextLong());
    RetryDecision decision = within(wait);
    if (decision != RetryDecision.ANOTHER_BACKEND) {
      picked.ended();
      return decision;
    }
    next = picked;
    choice = UpstreamChoice.ANY;
    pause = wait;
    retries++;
    return decision;
  }

  /** Asks whether there are time and budget for an attempt after a pause of {@code wait}. */
  private RetryDecision within(long wait) {
    long now = attempts.now();
    long end = attempts.end();
    if (wait == Backoff.TOO_LONG) {
      return RetryDecision.ASKED_TO_WAIT;
    }
    if (end != Timed.NEVER && end - now <= wait) {
      return RetryDecision.NO_TIME;
    }
    return attempts.forwarder().retries().budget().take(now)
        ? RetryDecision.ANOTHER_BACKEND
        : RetryDecision.NO_BUDGET;
  }

  /** Does what {@link #decide} said yes to. */
  void go() {
    stopTimer();
    if (pause == 0) {
      resume();
    } else {
      attempts.arm();
      after(pause, this::resume);
    }
  }

  private void resume() {
    Backend to = next;
    next = null;
    if (to != null) {
      attempts.start(to, choice);
    }
  }

  // ---- side by side

  /** Says whether a request may have a second attempt beside the first. */
  static boolean mayHedge(Exchange exchange) {
    Request request = exchange.request();
    return Methods.isIdempotent(exchange.method())
        && request.upgrade() == null
        && request.body().replayable();
  }

  /** Begins a second attempt if there is no answer {@code nanos} from now. */
  void hedgeAfter(long nanos) {
    after(nanos, this::hedge);
  }

  private void hedge() {
    Attempt first = attempts.running();
    Backend slow = first == null ? null : first.backend();
    if (stopped || slow == null || first == null || beside != null) {
      return;
    }
    Exchange exchange = attempts.exchange();
    Retries route = attempts.forwarder().retries();
    int loop = exchange.loop().index();
    tried = TriedBackends.with(tried, slow);
    Backend other = attempts.pick();
    if (other == null) {
      route.observer().hedged(loop, Hedging.NO_BACKEND);
    } else if (!route.budget().take(attempts.now())) {
      route.observer().hedged(loop, Hedging.NO_BUDGET);
      other.ended();
    } else {
      route.observer().hedged(loop, Hedging.SENT);
      first.told(); // it began first
      Attempt second = new Attempt(attempts, other, true);
      beside = second;
      attempts.arm();
      second.begin(UpstreamChoice.ANY);
    }
  }

  /** The attempt that was made beside the first; null if there is none now. */
  @Nullable Attempt beside() {
    return beside;
  }

  /** True if {@code attempt} is not the only one under way. */
  private boolean isOneOfTwo(Attempt attempt) {
    return (attempt == beside ? attempts.running() : beside) != null;
  }

  /** {@code attempt} is answered by {@code backend}: it is the only one from here on. */
  void won(Attempt attempt, Backend backend) {
    stopTimer();
    Attempt first = attempts.running();
    Attempt second = beside;
    beside = null;
    if (attempt.isHedge()) {
      Exchange exchange = attempts.exchange();
      attempts.forwarder().retries().observer().hedged(exchange.loop().index(), Hedging.WON);
    }
    attempts.exchange().answeredBy(backend.name());
    if (first != null && first != attempt) {
      first.lose();
    }
    if (second != null && second != attempt) {
      second.lose();
    }
    attempts.alone(attempt);
  }

  /** The moment at which the attempt beside the first is to be looked at. */
  long due() {
    Attempt second = beside;
    return second == null ? Timed.NEVER : second.due();
  }

  // ---- the end

  /** Nothing follows, and the attempt beside the first ends for {@code failure}. */
  void end(@Nullable Failure failure) {
    stopped = true;
    stopTimer();
    Backend promised = next;
    Attempt second = beside;
    next = null;
    beside = null;
    if (promised != null) {
      promised.ended();
    }
    if (second != null) {
      second.end(failure, null);
    }
  }

  private void after(long nanos, Runnable task) {
    timer = attempts.exchange().loop().executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    Future<?> pending = timer;
    timer = null;
    if (pending != null) {
      pending.cancel(false);
    }
  }
}
