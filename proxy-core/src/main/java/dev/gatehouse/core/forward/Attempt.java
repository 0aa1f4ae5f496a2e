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
  private boolean requestSent;

  /** Makes an attempt at {@code backend}, which was picked for it and counts it. */
  Attempt(Attempts owner, Backend backend) {
    this.owner = owner;
    this.backend = backend;
    this.begunAt = owner.now();
  }

  /** Asks for a stream; everything may happen before this returns. */
  void begin(UpstreamChoice choice) {
    Backend target = backend;
    if (target != null) {
      Exchange exchange = owner.exchange();
      exchange.attempt(owner.forwarder().pool().name(), target.name());
      exchange.mark(Mark.ACQUIRE);
      target.observer().attempted(exchange.loop().index());
      owner.forwarder().upstreams().acquire(exchange.loop(), target, this, choice);
    }
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
    return due;
  }

  void due(long moment) {
    due = moment;
  }

  /** True once the request was handed to the transport completely. */
  boolean isSent() {
    return requestSent;
  }

  // ---- what the stream tells

  @Override
  public void acquired(UpstreamStream acquired) {
    stream = acquired;
    Exchange exchange = owner.exchange();
    exchange.mark(Mark.ACQUIRED);
    Request request = exchange.request();
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
      owner.exchange().mark(Mark.REQUEST_SENT);
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
    if (owner.forwarder().pool().turns() != null && response.body() instanceof FedBody fed) {
      fed.whenComplete(() -> leave(null, true)); // the rest is the client's time
    }
    owner.responded(this, answering, response);
  }

  @Override
  public void failed(Failure failure, boolean sent) {
    Backend failing = backend;
    if (failing != null) {
      boolean reused = stream != null && stream.reused();
      stream = null;
      leave(failure, !reused || !RetryDecision.isOfAge(failure.reason()));
      owner.failed(failing, failure, sent, reused);
    }
  }

  // ---- the end

  /** Gives the attempt up: the backend is told, if it knows of it. Harmless once it is over. */
  void cancel() {
    UpstreamStream running = stream;
    Backend asked = backend;
    stream = null;
    if (running != null) {
      running.cancel(this);
    } else if (asked != null) {
      owner.forwarder().upstreams().abandon(owner.exchange().loop(), asked, this);
    }
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
    if (failure != null && failure.reason() == FailureReason.FIRST_BYTE_TIMEOUT) {
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
}
