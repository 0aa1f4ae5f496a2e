package dev.gatehouse.core.testing;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The law of filters as a test: of {@code next.handle}, {@code responder.respond} and {@code
 * responder.fail}, a filter calls exactly one, once. Any second call fails at once; {@link #run}
 * and {@link Outcome#settle} fail if there was none.
 */
public final class FilterTester {
  private FilterTester() {}

  /** Which of the three a filter called. */
  public enum Decision {
    NEXT,
    RESPONDED,
    FAILED
  }

  /** Passes {@code exchange} through {@code filter}, which decides at once. */
  public static Outcome run(Filter filter, Exchange exchange) {
    Outcome outcome = start(filter, exchange);
    outcome.settle();
    return outcome;
  }

  /** As {@link #run}, for something that only answers. */
  public static Outcome run(Handler handler, Exchange exchange) {
    return run((e, responder, next) -> handler.handle(e, responder), exchange);
  }

  /**
   * Passes {@code exchange} through {@code filter}, which may decide later: settle the outcome
   * then.
   */
  public static Outcome start(Filter filter, Exchange exchange) {
    Outcome outcome = new Outcome(exchange);
    filter.handle(exchange, outcome.outer, outcome.next);
    return outcome;
  }

  /** What a filter did, and a hand on the answer from behind it. */
  public static final class Outcome {
    private final Exchange exchange;
    private final Recorder outer = new Recorder();
    private final Responder behind = new Behind(this);
    private final Handler next = this::passedOn;
    private @Nullable Responder inner;

    private Outcome(Exchange exchange) {
      this.exchange = exchange;
    }

    private void passedOn(Exchange passed, Responder responder) {
      if (passed != exchange) {
        throw new AssertionError("the filter passed on another exchange");
      }
      if (inner != null || outer.ended()) {
        throw new AssertionError("next.handle came second: " + outer);
      }
      inner = responder;
      outer.passedOn = true;
    }

    /** Fails unless the filter has decided. */
    public void settle() {
      if (inner == null && !outer.ended()) {
        throw new AssertionError("the filter called none of next, respond and fail");
      }
    }

    /** What the filter called first. */
    public Decision decision() {
      settle();
      if (inner != null) {
        return Decision.NEXT;
      }
      return outer.failure == null ? Decision.RESPONDED : Decision.FAILED;
    }

    /** Answers from behind the filter, and returns what then comes out before it. */
    public Response respond(Response response) {
      behind().respond(response);
      return response();
    }

    /** Fails from behind the filter, and returns what then comes out before it. */
    public Failure fail(Failure failure) {
      behind().fail(failure);
      return failure();
    }

    /** The responder for what is behind the filter. */
    public Responder behind() {
      inner();
      return behind;
    }

    private Responder inner() {
      Responder responder = inner;
      if (responder == null) {
        throw new AssertionError("the filter did not call next: " + outer);
      }
      return responder;
    }

    /** The answer before the filter; the caller owns its body. */
    public Response response() {
      Response response = outer.response;
      if (response == null) {
        throw new AssertionError("no answer: " + outer);
      }
      return response;
    }

    public Failure failure() {
      Failure failure = outer.failure;
      if (failure == null) {
        throw new AssertionError("no failure: " + outer);
      }
      return failure;
    }

    /** The interim answers before the filter. */
    public List<Response> interim() {
      return outer.interim;
    }

    /**
     * True while the filter hands on the very responder it was given: it does not see the answer.
     */
    public boolean unwrapped() {
      return inner() == outer;
    }
  }

  /** Passes on what the test answers, and notes that the filter may answer from now on. */
  private record Behind(Outcome outcome) implements Responder {
    @Override
    public void respond(Response response) {
      outcome.outer.answered = true;
      outcome.inner().respond(response);
    }

    @Override
    public void fail(Failure failure) {
      outcome.outer.answered = true;
      outcome.inner().fail(failure);
    }

    @Override
    public void inform(Response interim) {
      outcome.inner().inform(interim);
    }
  }

  private static final class Recorder implements Responder {
    private final List<Response> interim = new ArrayList<>();
    private @Nullable Response response;
    private @Nullable Failure failure;
    private boolean passedOn;
    private boolean answered;

    private boolean ended() {
      return response != null || failure != null;
    }

    @Override
    public void respond(Response response) {
      refuseSecond("respond");
      refuseUnasked("respond");
      this.response = response;
    }

    @Override
    public void fail(Failure failure) {
      refuseSecond("fail");
      refuseUnasked("fail");
      this.failure = failure;
    }

    @Override
    public void inform(Response interim) {
      refuseSecond("inform");
      this.interim.add(interim);
    }

    private void refuseSecond(String call) {
      if (ended()) {
        throw new AssertionError(call + " came after the end: " + this);
      }
    }

    private void refuseUnasked(String call) {
      if (passedOn && !answered) {
        throw new AssertionError(call + " came after next.handle, and nothing behind had answered");
      }
    }

    @Override
    public String toString() {
      if (response != null) {
        return "responded " + response.status();
      }
      return failure != null ? "failed " + failure : "nothing yet";
    }
  }
}
