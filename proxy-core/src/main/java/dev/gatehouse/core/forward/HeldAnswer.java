package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.pool.Backend;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose head is kept back until its content is there as well: what breaks off before that
 * can still be asked for once more, while behind a head that was passed on it can only be cut off.
 * The content lies where a slow client would leave it, unread in its connection, so that holding it
 * takes no memory that is not granted anyway.
 *
 * <p>It is passed on as it is after {@link #LONGEST}, if its length is not stated after a {@link
 * #MOMENT}, and when so much is unread that the connection would be read no further.
 *
 * <p>Confined to the event loop of the exchange.
 */
final class HeldAnswer implements Runnable {
  /** How long an answer is held in nanoseconds: a backend that writes slowly is to be seen to. */
  static final long LONGEST = 1_000_000_000L;

  /**
   * How long one whose length is not stated is held in nanoseconds: what is made at once is there
   * by then, and nobody who watches something longer grow notices.
   */
  private static final long MOMENT = 5_000_000L;

  /** Less than what connections hold unread: one that waits to be read would never be complete. */
  private static final int MOST_UNREAD = 60 * 1024;

  private final Attempt attempt;
  private final Backend backend;
  private final Response response;
  private final FedBody content;
  private @Nullable Future<?> timer;
  private boolean over;

  private HeldAnswer(Attempt attempt, Backend backend, Response response, FedBody content) {
    this.attempt = attempt;
    this.backend = backend;
    this.response = response;
    this.content = content;
  }

  /**
   * Holds {@code response} for {@code attempts}, or gives null if it is to be passed on at once.
   */
  static @Nullable HeldAnswer of(
      Attempts attempts, Attempt attempt, Backend backend, Response response) {
    boolean worth =
        response.body() instanceof FedBody content
            && attempts.forwarder().retries().rules().holds(content.length())
            && !content.over()
            && Methods.isIdempotent(attempts.exchange().method())
            && attempts.replayable()
            && !EventStreams.isOne(response);
    return worth ? new HeldAnswer(attempt, backend, response, (FedBody) response.body()) : null;
  }

  /** Begins to wait on {@code loop}, unless there is nothing to wait for. */
  void begin(LoopScope loop) {
    run();
    if (!over && content.length() == Body.UNKNOWN_LENGTH) {
      timer = loop.executor().schedule(this::passOn, MOMENT, TimeUnit.NANOSECONDS);
    }
  }

  /** Looks how far the content is. */
  @Override
  public void run() {
    if (content.complete()) {
      passOn();
    } else if (content.over()) {
      end();
      content.discard();
      Failure failure = content.failure();
      attempt.truncated(
          backend, failure == null ? Failure.of(FailureReason.BACKEND_INCOMPLETE) : failure);
    } else if (content.held() >= MOST_UNREAD) {
      passOn();
    } else {
      content.await(this);
    }
  }

  /** Lets the answer go as it is. */
  void passOn() {
    end();
    content.await(null);
    attempt.passOn(backend, response);
  }

  /** Nobody wants the answer any more. */
  void drop() {
    end();
    content.discard();
  }

  private void end() {
    over = true;
    Future<?> pending = timer;
    timer = null;
    if (pending != null) {
      pending.cancel(false);
    }
  }
}
